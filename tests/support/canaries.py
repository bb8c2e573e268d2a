"""Sees secrets where they must not be: in logs, on standard error, in refusals. All tests run it.

A PrivateId is known by its shape. Other secrets are those that the tests themselves send: they are
searched for until the test ends.
"""

import contextlib
import json
import logging
import re
from collections.abc import Iterator
from typing import Any, Final

import httpx

from plong.contracts import samples

_PRIVATE_ID: Final = re.compile(r"(?<![\w-])[\w-]{86}(?![\w-])")
_MADE_UP: Final = samples.PRIVATE_ID
"""An example of the contracts."""
_SECRET_KEYS: Final = frozenset(("Passphrase", "PrivateId", "content", "token", "share"))
_FOR_EVERYBODY: Final = frozenset(
    ("/", "/wuu2", "/status.json", "/metrics", "/healthz", "/readyz", "/openapi.json")
)
"""Paths of what the server says of itself."""
_LEAST: Final = 10
"""Characters of a secret that is looked for; shorter ones are words that occur anywhere."""
_SERVER: Final = frozenset(("plong", "uvicorn", "asyncio", "picows", "root"))
"""Loggers of the server; the clients of the tests may say what they ask for."""


class Watch(logging.Handler):
    """Remembers what is secret, and where it was seen, until it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self._secrets: set[str] = set()
        self._said: list[str] = []
        self.setFormatter(logging.Formatter())

    def emit(self, record: logging.LogRecord) -> None:
        """Hear what is logged, tracebacks included."""
        if record.name.partition(".")[0] in _SERVER:
            self._said.append(self.format(record))

    def hear(self, text: str) -> None:
        """Hear what a server has said to everybody."""
        if text:
            self._said.append(text)

    async def hear_request(self, request: httpx.Request) -> None:
        """Learn what is secret from what a test sends."""
        self.learn(request.headers.get("Authorization", "").removeprefix("Bearer "))
        with contextlib.suppress(httpx.RequestNotRead):
            self.learn_from(request.content)

    def learn_from(self, text: str | bytes) -> None:
        """Learn what is secret in a JSON object."""
        try:
            body = json.loads(text)
        except (ValueError, RecursionError):
            return
        for key, value in body.items() if isinstance(body, dict) else ():
            if key in _SECRET_KEYS and isinstance(value, str):
                self.learn(value)

    async def hear_answer(self, answer: httpx.Response) -> None:
        """Hear a refusal, and what everybody may ask for."""
        if answer.is_error or answer.url.path in _FOR_EVERYBODY:
            self.hear((await answer.aread()).decode(errors="replace"))

    def learn(self, secret: str) -> None:
        """Look for a secret of which nothing but its value is known."""
        if len(secret) >= _LEAST:
            self._secrets.add(secret)

    def take_leaks(self) -> list[str]:
        """Return what was said with a secret in it, and forget all."""
        leaks = [text for text in self._said if any(self._secrets_in(text))]
        self._said.clear()
        self._secrets.clear()
        return leaks

    def _secrets_in(self, text: str) -> Iterator[Any]:
        yield set(_PRIVATE_ID.findall(text)) - {_MADE_UP}
        yield from (secret in text for secret in self._secrets)


WATCH: Final = Watch()
"""The one of this process."""
