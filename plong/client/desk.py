"""Where an owner asks: below its address, with its secret (docs/wire/ping.md)."""

from typing import Final
from urllib.request import Request

from plong.client.http import Reply, ask_owner
from plong.client.reasons import unreachable
from plong.client.session import Session
from plong.client.wire.address import Address
from plong.client.wire.errors import PlongError
from plong.client.wire.objects import write_object
from plong.client.wire.owner import box, check, next_page

_DEADLINE: Final = 15.0
"""Seconds for a question and its answer."""
_LONGER: Final = 45.0
"""Seconds for a pull: the server first fetches from the sender, which may take it 40."""
_MOST_PAGES: Final = 1000
"""Pages of a list: a million pings. Who says that there are more means no end."""
_OFF: Final = "This server has no PING; its operator switches it on with a p in its mode."


class Desk:
    """Asks at the server as we reach it, whatever it calls itself."""

    def __init__(self, server: Address, session: Session) -> None:
        self._server = server
        self._session = session

    async def get(self, route: str) -> bytes:
        """Return what a route says. Raise `PlongError`."""
        return (await self._ask("GET", self._url(route), None)).body

    async def pages(self, route: str) -> list[bytes]:
        """Return what a route and those behind it say, in their order. Raise `PlongError`."""
        url: str | None = self._url(route)
        seen: dict[str, bytes] = {}
        while url is not None:
            if url in seen or len(seen) == _MOST_PAGES:
                raise PlongError("bad-answer", "The server's list has no end.")
            reply = await self._ask("GET", url, None)
            seen[url] = reply.body
            url = next_page(url, reply.headers.get("Link") or "")
        return list(seen.values())

    async def post(self, route: str, **fields: object) -> bytes:
        """Ask for something to be done, with the fields that are given. Raise `PlongError`."""
        return (await self._ask("POST", self._url(route), _body(fields))).body

    async def fetch(self, route: str) -> bytes:
        """Ask for what the server has to fetch from elsewhere. Raise `PlongError`."""
        return (await self._ask("POST", self._url(route), b"", _LONGER)).body

    async def delete(self, route: str, **fields: object) -> None:
        """Ask for something to be removed. Raise `PlongError`."""
        await self._ask("DELETE", self._url(route), _body(fields))

    def _url(self, route: str) -> str:
        return f"{box(self._server.http, self._session.public_id)}/{route}"

    async def _ask(
        self, method: str, url: str, body: bytes | None, seconds: float = _DEADLINE
    ) -> Reply:
        self._session.check_open()
        if self._session.address is None:
            raise PlongError("switched-off", _OFF)
        request = Request(url, body, self._headers(), method=method)  # noqa: S310 - `read_address` looked at the scheme
        reply = await ask_owner(request, seconds)
        try:
            error = check(reply.status, reply.headers, reply.body)
        except ValueError:
            raise unreachable(url, f"status {reply.status}") from None
        if error is not None:
            raise error
        return reply

    def _headers(self) -> dict[str, str]:
        bearer = f"Bearer {self._session.private_id}"
        return {"Authorization": bearer, "Content-Type": "application/json"}


def _body(fields: dict[str, object]) -> bytes:
    return write_object(**fields).encode() if fields else b"{}"
