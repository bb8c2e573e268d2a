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
from plong.protocol.lcdp.packing import MAX_CONTENT_DATAGRAM, MAX_DATAGRAM
from plong.protocol.lcdp.shortening import fit, is_too_long, with_one
from plong.protocol.lcdp.writing import join, size_of, write, write_message

HEADERS: Final = 28
"""Bytes of IPv4 and UDP before the payload."""

_RANKS: Final[Mapping[type[Message], int]] = MappingProxyType(
    {PleaseAlwaysReturn: 0, AlwaysReturned: 1, ReturnedMessage: 2, Peers: 3}
)
_LAST: Final = 4
_LEAST_MORE: Final = len(',"[::1]:1"')  # the shortest address


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

    def room(self, beside: Sequence[Message]) -> int:
        """Return the bytes of a piece of a file, as one element of the next datagram.

        Args:
            beside: what else it says.
        """
        limit = MAX_CONTENT_DATAGRAM
        if not self._verified:
            limit = min(self._left - HEADERS, MAX_DATAGRAM)
        return limit - size_of([*map(write_message, beside), b""])

    def trim(self, messages: Sequence[Message]) -> tuple[Message, ...]:
        """Return what of an answer may be said in the next datagram; `take` counts it."""
        return tuple(messages) if self._verified else tuple(self._choose(messages).messages)

    def answer(self, messages: Sequence[Message]) -> bytes | None:
        """Return the next datagram, trimmed and counted; None: there is none.

        Somebody verified may be told more than a datagram takes: see `packing.split`.
        """
        datagram = write(messages) if self._verified else join(self._choose(messages).elements)
        is_empty = len(datagram) == size_of([])
        return datagram if not is_empty and self.take(len(datagram)) else None

    def _choose(self, messages: Sequence[Message]) -> "_Choice":
        room = min(self._left - HEADERS, MAX_DATAGRAM)
        ranked = sorted(messages, key=_rank)
        return _whole(ranked, room) or self._shortened(ranked, room)

    def _shortened(self, ranked: Sequence[Message], room: int) -> "_Choice":
        choice = _Choice(room - size_of([]))
        for message in ranked:
            is_said = choice.add(message)
            if not is_said and isinstance(message, PleaseAlwaysReturn):
                return _Choice(0)
        choice.lengthen()
        return choice


def _rank(message: Message) -> int:
    return _RANKS.get(type(message), _LAST)


def _whole(ranked: Sequence[Message], room: int) -> "_Choice | None":
    """Return the choice of everything as it is; None: there is no room for that."""
    if any(is_too_long(message, room) for message in ranked):
        return None
    elements = [write_message(message) for message in ranked]
    if size_of(elements) > room:
        return None
    return _Choice(room, [*ranked], elements)


class _Choice:
    """What is said of an answer, with the room that is left."""

    def __init__(
        self, room: int, messages: list[Message] | None = None, elements: list[bytes] | None = None
    ) -> None:
        self.messages = messages or []
        self.elements = elements or []
        self._left = room
        self._wanted: dict[int, Peers] = {}  # all the addresses, by where one of them is said

    def add(self, message: Message) -> bool:
        """Say a message, if need be a shorter one; of addresses one is enough for now."""
        room = self._left - bool(self.messages)  # a comma
        least = with_one(message, room) if isinstance(message, Peers) else message
        fitting = None if least is None else fit(least, room)
        if fitting is None:
            return False
        if isinstance(message, Peers):
            self._wanted[len(self.messages)] = message
        self._say(*fitting, room)
        return True

    def lengthen(self) -> None:
        """Say as many of the addresses as there is room for after all."""
        for place, wanted in self._wanted.items():
            if self._left >= _LEAST_MORE:
                self._replace(place, wanted)

    def _say(self, message: Message, element: bytes, room: int) -> None:
        self.messages.append(message)
        self.elements.append(element)
        self._left = room - len(element)

    def _replace(self, place: int, wanted: Peers) -> None:
        room = self._left + len(self.elements[place])
        longer = fit(wanted, room) or (self.messages[place], self.elements[place])
        self.messages[place], self.elements[place] = longer
        self._left = room - len(self.elements[place])
