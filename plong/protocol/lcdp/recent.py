"""What was worked out lately and is asked again at once: datagrams are much alike."""

from collections.abc import Iterable
from hmac import compare_digest
from typing import Final

from plong.protocol.lcdp.cookies import Cookies, returned
from plong.protocol.lcdp.framing import Messages, read_datagram
from plong.protocol.lcdp.models import (
    Cookie,
    Endpoint,
    Message,
    PleaseAlwaysReturn,
    PleaseListSupportedMessages,
    PleaseReturnThisMessage,
    PleaseSendPeers,
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
        self._asks: dict[Endpoint, PleaseAlwaysReturn] = {}

    def ask(self, endpoint: Endpoint) -> PleaseAlwaysReturn:
        """Return the wish to get the endpoint's cookie back."""
        known = self._asks.get(endpoint)
        if known is not None:
            return known
        if len(self._asks) >= CAPACITY:
            self._asks.clear()
        return self._asks.setdefault(endpoint, PleaseAlwaysReturn(self.current.own(endpoint)))

    def proves(self, cookie: Cookie, endpoint: Endpoint) -> bool:
        """Tell whether the endpoint was told this cookie."""
        own = self.ask(endpoint).cookie.text or ""
        given = (cookie.text or "").encode("utf-8", "replace")
        return compare_digest(given, own.encode()) or self.current.proves(cookie, endpoint)

    def verify(self, messages: Iterable[Message], endpoint: Endpoint) -> bool:
        """Tell whether a datagram from there proves its source."""
        return any(self.proves(cookie, endpoint) for cookie in returned(messages))

    def renew(self, secret: bytes, now: float) -> None:
        """Take another secret; the cookies of the one before are good for as long again."""
        self.current = self.current.renewed(secret, now)
        self._asks.clear()


class StrangersAnswers:
    """Remembers what strangers were answered, where it would be the same again."""

    def __init__(self) -> None:
        self._answers: dict[tuple[Endpoint, bytes], bytes] = {}

    def find(self, source: Endpoint, data: bytes) -> bytes | None:
        """Return the answer to a datagram from there; None: it is not known."""
        return self._answers.get((source, data)) if len(data) <= MAX_BYTES else None

    def keep(self, source: Endpoint, data: bytes, messages: Messages, answer: bytes) -> None:
        """Remember the answer to a datagram, if it is short and simple."""
        if len(data) > MAX_BYTES or not all(isinstance(one, _SIMPLE) for one in messages):
            return
        if len(self._answers) >= CAPACITY:
            self._answers.clear()
        self._answers[source, data] = answer

    def clear(self) -> None:
        """Forget all answers, for others would be given now."""
        self._answers.clear()


_SIMPLE: Final = PleaseSendPeers | PleaseReturnThisMessage | PleaseListSupportedMessages
