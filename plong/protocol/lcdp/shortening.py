"""Lists cut to what a datagram has room for. docs/wire/lcdp.md."""

from collections.abc import Iterable
from typing import Final, TypeVar

from plong.protocol.lcdp.endpoint import MAX_PEERS
from plong.protocol.lcdp.json_text import dump
from plong.protocol.lcdp.models import ContentList, Endpoint, MaybeTheyHaveSome, Message, Peers
from plong.protocol.lcdp.writing import write_message

T = TypeVar("T")

_EMPTY: Final = len(write_message(Peers(())))
_SHORTEST: Final = len('"[::]:1"')
_LEAST: Final = len('["x",1]')
"""Bytes of the shortest entry of any list."""


def shorten(message: Message, room: int) -> Message | None:
    """Return the message with as many of its entries as fit; None: it cannot be said at all.

    Of addresses none may be left: whoever asked hears at least that somebody is there.

    Args:
        message: what to say.
        room: bytes that it may have as an element of a datagram.
    """
    fitting = fit(message, room)
    return None if fitting is None else fitting[0]


def fit(message: Message, room: int) -> tuple[Message, bytes] | None:
    """Return what `shorten` does, and the element of a datagram that it is."""
    if not is_too_long(message, room):
        element = write_message(message)
        if len(element) <= room:
            return message, element
    short = _shorten(message, room)
    if short is None:
        return None
    element = write_message(short)
    return (short, element) if len(element) <= room else None


def is_too_long(message: Message, room: int) -> bool:
    """Tell whether a list cannot be said as a whole, sooner than by writing all of it."""
    return isinstance(message, Peers) and len(message.peers[:MAX_PEERS]) * _SHORTEST > room


def with_one(message: Peers, room: int) -> Peers | None:
    """Return the message with the first address that fits; with none if none does."""
    left = room - _EMPTY
    first = next((peer for peer in message.peers if _size(peer) <= left), None)
    return None if left < 0 else Peers(() if first is None else (first,))


def _shorten(message: Message, room: int) -> Message | None:
    """Return a message that fits if any does, and says something."""
    match message:
        case Peers():
            return Peers(_fitting(message.peers, map(_size, message.peers), room - _EMPTY))
        case MaybeTheyHaveSome(id, peers):
            empty = len(write_message(MaybeTheyHaveSome(id, ())))
            named = _fitting(peers, map(_size, peers), room - empty)
            return MaybeTheyHaveSome(id, named) if named else None
        case ContentList():
            sizes = (len(dump(result).encode()) for result in message.results)
            results = _fitting(message.results, sizes, room - len(write_message(ContentList(()))))
            return ContentList(results) if results else None
    return None


def _fitting(entries: Iterable[T], sizes: Iterable[int], room: int) -> tuple[T, ...]:
    """Return the entries that fit in their order, commas included."""
    fitting: list[T] = []
    for entry, size in zip(entries, sizes, strict=False):  # not all are looked at
        if room < _LEAST:
            break
        needed = size + bool(fitting)
        if needed <= room:
            fitting.append(entry)
            room -= needed
    return tuple(fitting)


def _size(peer: Endpoint) -> int:
    around = len('"":') if peer.is_ipv4 else len('"[]":')
    return len(peer.host) + len(str(peer.port)) + around
