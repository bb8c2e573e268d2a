"""How much goes into one datagram.

Those longer than what the path bears are cut or lost, whole ones at least. docs/wire/lcdp.md.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from plong.protocol.lcdp.errors import TooLong
from plong.protocol.lcdp.models import Content, Message
from plong.protocol.lcdp.shortening import fit
from plong.protocol.lcdp.writing import join, size_of, write_message

MAX_DATAGRAM: Final = 1200
"""Bytes of what this node sends, which every path bears."""

MAX_CONTENT_DATAGRAM: Final = 5888
"""Bytes of a datagram with a piece of a file, which most nodes take."""

PIECE_BYTES: Final = 4096
"""Bytes of a file in one message, which with its id and a cookie fit `MAX_CONTENT_DATAGRAM`."""


def split(
    messages: Iterable[Message], lead: Sequence[Message] = (), limit: int = MAX_DATAGRAM
) -> list[bytes]:
    """Return datagrams that say all this in its order.

    Long lists are shortened; what does not fit a datagram by itself is left out.

    Args:
        messages: what to say. A piece of a file has a datagram of its own.
        lead: what each datagram begins with: the receiver's cookie, for one.
        limit: bytes of a datagram; at least `MAX_CONTENT_DATAGRAM` for a piece of a file.
    """
    packer = _Packer([write_message(message) for message in lead], limit)
    for message in messages:
        packer.add(message)
    return [join(elements) for elements in packer.datagrams]


def pack(messages: Iterable[Message], lead: Sequence[Message] = ()) -> list[bytes]:
    """Return datagrams that say all this, as `split` does, but leave nothing out.

    Raises:
        TooLong: a message does not fit a datagram by itself.
    """
    packer = _Packer([write_message(message) for message in lead], MAX_DATAGRAM)
    for message in messages:
        if not packer.add(message):
            raise TooLong(f"{message.name} does not fit a datagram of {MAX_DATAGRAM} bytes.")
    return [join(elements) for elements in packer.datagrams]


class _Packer:
    """Datagrams that are being filled, each begun with the same elements."""

    def __init__(self, head: list[bytes], limit: int) -> None:
        self.datagrams: list[list[bytes]] = []
        self._head = head
        self._head_size = size_of([*head, b""])
        self._limit = limit
        self._is_open = False  # whether the last one takes more

    def add(self, message: Message) -> bool:
        """Put a message into the last datagram or into another; False: it fits none."""
        is_alone = isinstance(message, Content)
        bound = max(self._limit, MAX_CONTENT_DATAGRAM) if is_alone else self._limit
        fitting = fit(message, bound - self._head_size)
        if fitting is not None:
            self._put(fitting[1], is_alone=is_alone)
        return fitting is not None

    def _put(self, element: bytes, *, is_alone: bool) -> None:
        if is_alone or not self._has_room(element):
            self.datagrams.append([*self._head])
        self.datagrams[-1].append(element)
        self._is_open = not is_alone

    def _has_room(self, element: bytes) -> bool:
        return self._is_open and size_of([*self.datagrams[-1], element]) <= self._limit
