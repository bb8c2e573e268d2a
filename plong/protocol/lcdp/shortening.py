"""Lists cut to what a datagram has room for. docs/wire/lcdp.md."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from plong.protocol.lcdp.json_text import dump
from plong.protocol.lcdp.models import ContentList, MaybeTheyHaveSome, Message, Peers
from plong.protocol.lcdp.writing import write_message

T = TypeVar("T")


def shorten(message: Message, room: int) -> Message | None:
    """Return the message with as many of its entries as fit; None: it cannot be said at all.

    Of addresses none may be left: whoever asked hears at least that somebody is there.

    Args:
        message: what to say.
        room: bytes that it may have as an element of a datagram.
    """
    if len(write_message(message)) <= room:
        return message
    short = _shorten(message, room)
    return short if short is not None and len(write_message(short)) <= room else None


def with_one(message: Peers, room: int) -> Peers | None:
    """Return the message with the first address that fits; with none if none does."""
    short = shorten(message, room)
    return replace(short, peers=short.peers[:1]) if isinstance(short, Peers) else None


def _shorten(message: Message, room: int) -> Message | None:
    """Return a message that fits if any does, and says something."""
    match message:
        case Peers():
            return Peers(_fitting(message.peers, room - len(write_message(Peers(())))))
        case MaybeTheyHaveSome():
            empty = replace(message, peers=())
            peers = _fitting(message.peers, room - len(write_message(empty)))
            return replace(message, peers=peers) if peers else None
        case ContentList():
            results = _fitting(message.results, room - len(write_message(ContentList(()))))
            return ContentList(results) if results else None
    return None


def _fitting(entries: Sequence[T], room: int) -> tuple[T, ...]:
    return tuple(_each_fitting(entries, room + 1))  # one comma less than entries


def _each_fitting(entries: Sequence[T], room: int) -> Iterator[T]:
    for entry in entries:
        size = len(_entry(entry).encode()) + 1
        if size <= room:
            room -= size
            yield entry


def _entry(entry: object) -> str:
    return dump(entry if isinstance(entry, tuple) else str(entry))
