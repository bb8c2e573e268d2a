"""One datagram, or one message of the bridge: a JSON array of messages.

Strangers send what they like: nothing here raises, and all that it costs is bounded.
draft-pearson-lcdp-04, docs/wire/lcdp.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

from plong.protocol.lcdp.json_text import read_array
from plong.protocol.lcdp.models import ContentList, MaybeTheyHaveSome, Message, Peers
from plong.protocol.lcdp.payload import MAX_ENTRIES, Unreadable
from plong.protocol.lcdp.reading import FROM_NODES, OVER_BRIDGE, Reader

MAX_MESSAGES: Final = 256
"""Elements of an array that are looked at."""

_LISTS: Final = frozenset({Peers.name, MaybeTheyHaveSome.name, ContentList.name})
"""Of which a short text is much work: once lists have had `MAX_ENTRIES`, there is no other."""

Messages = tuple[Message, ...]
"""What one datagram says, in its order."""


def read_datagram(data: bytes) -> Messages | None:
    """Return what a node says; None: nobody can read it, and nothing must be answered.

    Elements of an unknown type, or not as their type wants them, are left out. The same bytes
    always have the same meaning, also where they come signed, encrypted or forwarded.
    """
    return _read(data, FROM_NODES)


def read_frame(data: bytes) -> Messages | None:
    """Return what a browser says to its node; as `read_datagram`, with the bridge's own words."""
    return _read(data, OVER_BRIDGE)


def _read(data: bytes, readers: Mapping[str, Reader]) -> Messages | None:
    elements = read_array(data)
    if elements is None:
        return None
    return tuple(_readable(islice(elements, MAX_MESSAGES), readers))


def _readable(elements: Iterator[object], readers: Mapping[str, Reader]) -> Iterator[Message]:
    for name, payload in _messages(elements):
        reader = readers.get(name)
        try:
            if reader is not None:
                yield reader(payload)
        except Unreadable:
            continue


def _messages(elements: Iterator[object]) -> Iterator[tuple[str, object]]:
    """Yield names and payloads; no list after those that had all entries there may be."""
    listed = 0
    for element in elements:
        if isinstance(element, dict) and len(element) == 1:
            ((name, payload),) = element.items()
            if name in _LISTS:
                if listed >= MAX_ENTRIES:
                    continue
                listed += _entries(payload)
            yield name, payload


def _entries(payload: object) -> int:
    """Return how many entries the lists of a payload have."""
    fields = payload.values() if isinstance(payload, dict) else payload
    if not isinstance(fields, Iterable):
        return 0
    return sum(len(field) for field in fields if isinstance(field, list))
