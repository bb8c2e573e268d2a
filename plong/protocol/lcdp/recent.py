"""What was read and derived lately, and is wanted again at once: datagrams are much alike."""

from collections.abc import Iterable
from hmac import compare_digest
from typing import Final

from plong.protocol.lcdp.cookies import Cookies, own_cookie, returned
from plong.protocol.lcdp.framing import Messages, read_datagram
from plong.protocol.lcdp.models import (
    Cookie,
    Endpoint,
    Message,
    PleaseAlwaysReturn,
)

CAPACITY: Final = 1024
"""Of each kind; where there are more, all are forgotten."""
MAX_BYTES: Final = 256
"""Of a datagram that is remembered, so that 1024 of them are little."""


class ReadDatagrams:
    """Reads short datagrams once."""

    def __init__(self) -> None:
        self._read: dict[bytes, Messages | None] = {}

    def read(self, data: bytes) -> Messages | None:
        """Return what `read_datagram` does."""
        if len(data) > MAX_BYTES:  # not even looked for: a hash of it takes its time
            return read_datagram(data)
        if data in self._read:
            return self._read[data]
        if len(self._read) >= CAPACITY:
            self._read.clear()
        return self._read.setdefault(data, read_datagram(data))


class OwnCookies:
    """This node's cookies, each derived once.

    Args:
        current: what they follow from.
    """

    def __init__(self, current: Cookies) -> None:
        self.current = current
        self._texts: dict[Endpoint, bytes] = {}

    def text(self, endpoint: Endpoint) -> bytes:
        """Return the characters of the endpoint's cookie."""
        known = self._texts.get(endpoint)
        if known is not None:
            return known
        if len(self._texts) >= CAPACITY:
            self._texts.clear()
        return self._texts.setdefault(endpoint, self.current.text(endpoint).encode())

    def ask(self, endpoint: Endpoint) -> PleaseAlwaysReturn:
        """Return the wish to get the endpoint's cookie back."""
        return PleaseAlwaysReturn(own_cookie(self.text(endpoint).decode()))

    def proves(self, cookie: Cookie, endpoint: Endpoint) -> bool:
        """Tell whether the endpoint was told this cookie."""
        given = (cookie.text or "").encode("utf-8", "replace")
        return compare_digest(given, self.text(endpoint)) or self.current.proves(cookie, endpoint)

    def verify(self, messages: Iterable[Message], endpoint: Endpoint) -> bool:
        """Tell whether a datagram from there proves its source."""
        return any(self.proves(cookie, endpoint) for cookie in returned(messages))

    def renew(self, secret: bytes, now: float) -> None:
        """Take another secret; the cookies of the one before are good for as long again."""
        self.current = self.current.renewed(secret, now)
        self._texts.clear()
