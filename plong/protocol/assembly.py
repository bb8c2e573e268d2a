"""Fragments put together into messages, and text checked (RFC 6455 sections 5.4 and 8.1)."""

import codecs
from typing import Final

from plong.protocol.closes import INVALID_TEXT, MESSAGE_TOO_BIG, PROTOCOL_ERROR
from plong.protocol.messages import CONTINUATION, TEXT

FRAGMENT_BYTES: Final = 64
"""Average size below which a message of full length has too many fragments."""
FREE_FRAGMENTS: Final = 64
"""Fragments that every message may have, however small they are."""

Message = tuple[int, bytes]
"""Kind and payload of one whole message."""


class Violation(Exception):
    """The connection must be failed with this close code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


class Assembly:
    """Turns the data frames of one connection into whole messages; holds at most one, bounded.

    Empty fragments pass any limit on bytes, so their number is bounded too.
    """

    def __init__(self, max_message: int) -> None:
        self._max_message = max_message
        self._max_fragments = most_fragments(max_message)
        self._kind = CONTINUATION
        self._payload = bytearray()
        self._fragments = 0
        self._utf8 = codecs.getincrementaldecoder("utf-8")()

    @property
    def unfinished(self) -> bool:
        """Whether fragments of a message have come, but not its last."""
        return self._fragments > 0

    @property
    def size(self) -> int:
        """How many bytes are held."""
        return len(self._payload)

    @property
    def is_crumbly(self) -> bool:
        """Whether the fragments are more, and smaller, than those of who has something to say."""
        return len(self._payload) < (self._fragments - FREE_FRAGMENTS) * FRAGMENT_BYTES

    def add(self, kind: int, payload: bytes, *, final: bool) -> Message | None:
        """Take one data frame; return the message that it completes, else None.

        Raises:
            Violation: the frame is out of order, too much, or not UTF-8.
        """
        self._check_order(kind)
        if not self._fragments:
            self._kind = kind
        self._fragments += 1
        self._payload += payload
        self._check_size()
        if self._kind == TEXT:
            self._check_text(payload, final=final)
        return self._finish() if final else None

    def _check_order(self, kind: int) -> None:
        # "the fragments of one message MUST NOT be interleaved between the fragments of another"
        if kind != CONTINUATION and self.unfinished:
            raise Violation(PROTOCOL_ERROR, "A new message began inside another.")
        if kind == CONTINUATION and not self.unfinished:
            raise Violation(PROTOCOL_ERROR, "A continuation without a beginning.")

    def _check_size(self) -> None:
        if len(self._payload) > self._max_message:
            raise Violation(MESSAGE_TOO_BIG.code, MESSAGE_TOO_BIG.reason)
        if self._fragments > self._max_fragments:
            raise Violation(MESSAGE_TOO_BIG.code, "Too many fragments.")

    def _check_text(self, payload: bytes, *, final: bool) -> None:
        try:
            self._utf8.decode(payload, final)
        except UnicodeDecodeError:
            raise Violation(INVALID_TEXT, "Text is not UTF-8.") from None

    def _finish(self) -> Message:
        message = (self._kind, bytes(self._payload))
        self._payload = bytearray()
        self._fragments = 0
        return message


def most_fragments(max_message: int) -> int:
    """Return how many fragments a message may have where it may have so many bytes."""
    return FREE_FRAGMENTS + max_message // FRAGMENT_BYTES


def check_text(payload: bytes) -> None:
    """Raise `Violation` unless the payload of a whole text message is UTF-8."""
    # A relayed invalid text would make the receiver fail, not the sender.
    if not payload.isascii():
        try:
            payload.decode()
        except UnicodeDecodeError:
            raise Violation(INVALID_TEXT, "Text is not UTF-8.") from None
