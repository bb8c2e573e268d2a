"""What may be said to an address that has not proved to be true.

Whoever forges a source has us send to somebody else. So all that one datagram causes is at most
2.5 times as long as it was, headers counted: without them the shortest question would have no
room for the cookie that proves its source. docs/wire/lcdp.md.
"""

# Rule 1: the sum over all datagrams of (payload + 28) is at most 2.5 times (received + 28).
# Rule 2: the cookie goes first: as long as it fits it is said, or nobody could prove anything.
# Rule 3: if it does not fit, nothing is said.

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from plong.protocol.lcdp.models import (
    AlwaysReturned,
    Message,
    Peers,
    PleaseAlwaysReturn,
    ReturnedMessage,
)
from plong.protocol.lcdp.packing import MAX_DATAGRAM
from plong.protocol.lcdp.shortening import shorten, with_one
from plong.protocol.lcdp.writing import size_of, write, write_message

HEADERS: Final = 28
"""Bytes of IPv4 and UDP before the payload."""

_RANKS: Final[Mapping[type[Message], int]] = MappingProxyType(
    {PleaseAlwaysReturn: 0, AlwaysReturned: 1, ReturnedMessage: 2, Peers: 3}
)
_LAST: Final = 4


def allowance(received: int) -> int:
    """Return the bytes of payload of the one datagram that so many may be answered with."""
    return (received + HEADERS) * 5 // 2 - HEADERS


def trim(messages: Sequence[Message], received: int, *, verified: bool) -> tuple[Message, ...]:
    """Return what of an answer may be said in one datagram.

    Args:
        messages: what there is to say.
        received: bytes of payload of the datagram that is answered.
        verified: whether it proved its source; then everything may be said.
    """
    return Budget(received, verified=verified).trim(messages)


class Budget:
    """Counts what one datagram causes, in however many answers.

    Args:
        received: bytes of its payload.
        verified: whether it proved its source; then nothing is counted.
    """

    __slots__ = ("_left", "_verified")

    def __init__(self, received: int, *, verified: bool) -> None:
        self._left = allowance(received) + HEADERS
        self._verified = verified

    def take(self, size: int) -> bool:
        """Tell whether one more datagram may be sent; if so it is counted.

        Args:
            size: bytes of its payload.
        """
        if self._verified:
            return True
        if size + HEADERS > self._left:
            return False
        self._left -= size + HEADERS
        return True

    def trim(self, messages: Sequence[Message]) -> tuple[Message, ...]:
        """Return what of an answer may be said in the next datagram; `take` counts it."""
        if self._verified:
            return tuple(messages)
        return _trim(messages, min(self._left - HEADERS, MAX_DATAGRAM))

    def answer(self, messages: Sequence[Message]) -> bytes | None:
        """Return the next datagram, trimmed and counted; None: there is none.

        Somebody verified may be told more than a datagram takes: see `packing.split`.
        """
        said = self.trim(messages)
        datagram = write(said)
        return datagram if said and self.take(len(datagram)) else None


def _trim(messages: Sequence[Message], room: int) -> tuple[Message, ...]:
    ordered = sorted(messages, key=_rank)
    choice = _Choice(room)
    for message in ordered:
        is_said = choice.add(message)
        if not is_said and isinstance(message, PleaseAlwaysReturn):
            return ()
    choice.lengthen(ordered)
    return tuple(choice.messages)


def _rank(message: Message) -> int:
    return _RANKS.get(type(message), _LAST)


class _Choice:
    """What is said of an answer, with what it takes."""

    def __init__(self, room: int) -> None:
        self.messages: list[Message] = []
        self._room = room

    def add(self, message: Message) -> bool:
        """Say a message, if need be a shorter one; of addresses one is enough for now."""
        room = self._left - 1 if self.messages else self._left
        short = with_one(message, room) if isinstance(message, Peers) else shorten(message, room)
        if short is not None:
            self.messages.append(short)
        return short is not None

    def lengthen(self, messages: Sequence[Message]) -> None:
        """Say as many of the addresses as there is room for after all."""
        wanted = next((message for message in messages if isinstance(message, Peers)), None)
        for place, said in enumerate(self.messages):
            if isinstance(said, Peers) and wanted is not None:
                room = self._left + len(write_message(said))
                self.messages[place] = shorten(wanted, room) or said
                return

    @property
    def _left(self) -> int:
        return self._room - size_of([write_message(message) for message in self.messages])
