"""Asks over HTTP, no faster than the server lets strangers."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.request import Request

from plong.client.http import Reply, ask_owner
from plong.client.wire.address import Address
from plong.client.wire.errors import PlongError
from plong.conformance.outcome import Mismatch, NotTried

_PATIENCE: Final = 150.0
"""Seconds in all that we wait because the server asks us to."""
_LONGEST_WAIT: Final = 65.0
"""Seconds that we wait at once: limits are by the minute."""
_DEADLINE: Final = 15.0
_TOO_MANY: Final = 429


@dataclass(frozen=True, slots=True)
class Heard:
    """A question and its answer."""

    method: str
    path: str
    reply: Reply


@dataclass
class Asker:
    """Asks one server, and remembers what it said."""

    server: Address
    remark: Callable[[str], None]
    """Is told why it takes long."""
    heard: list[Heard] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    """Seconds that the server asked us to wait, each time."""
    untold: float = 5.0
    """Seconds to wait where a 429 does not say how many."""

    async def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Return the answer.

        Args:
            method: of HTTP.
            path: below the server's URL.
            body: bytes as they are; anything else as JSON; None for none.
            headers: beside those that every question has.

        Raises:
            Mismatch: there is none.
            NotTried: the server wants us to wait for too long.
        """
        while True:
            reply = await self._ask_once(method, path, body, headers or {})
            if reply.status != _TOO_MANY:
                return reply
            told = reply.headers.get("Retry-After", "")
            await self.wait(float(told) if told.isascii() and told.isdigit() else self.untold)

    async def is_held(self, path: str, body: object, seconds: float) -> bool:
        """Tell whether a POST is not answered within so many seconds."""
        try:
            await ask_owner(self._request("POST", path, body, {}), seconds)
        except PlongError as error:
            return "in time" in str(error) or "timed out" in str(error)
        return False

    async def _ask_once(
        self, method: str, path: str, body: object, headers: Mapping[str, str]
    ) -> Reply:
        try:
            reply = await ask_owner(self._request(method, path, body, headers), _DEADLINE)
        except PlongError as error:
            raise Mismatch(f"an answer to {method} {path}", str(error)) from None
        self.heard.append(Heard(method, path, reply))
        return reply

    def _request(self, method: str, path: str, body: object, headers: Mapping[str, str]) -> Request:
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        usual = {"Accept": "application/json"}
        if data is not None:
            usual["Content-Type"] = "application/json"
        return Request(self.server.http + path, data, {**usual, **headers}, method=method)  # noqa: S310 - `read_address` looked at the scheme

    async def wait(self, seconds: float) -> None:
        """Wait because the server wants us to. Raise `NotTried` if that is too long."""
        if seconds > min(_PATIENCE - sum(self.waits), _LONGEST_WAIT):
            raise NotTried(f"the server answers 429 and asks to wait {seconds:.0f} s")
        if not self.waits:
            self.remark("The server asks to wait (429); this takes longer.")
        self.waits.append(seconds)
        await asyncio.sleep(seconds)
