"""Protocol Buffers, as far as libp2p's messages go: numbers and bytes, each with its field.

Protocol Buffers, "Encoding". Which field means what is known to who reads the message.
"""

from collections.abc import Iterator
from typing import Final

from plong.protocol.libp2p.errors import ProtocolViolation, Truncated
from plong.protocol.libp2p.varint import read_varint, write_varint

MAX_FIELDS: Final = 1024
"""Of one message; libp2p's own have some dozens."""

_MAX_NUMBER_BYTES: Final = 10
_MAX_NUMBER: Final = 2**64 - 1
_VARINT: Final = 0
_FIXED64: Final = 1
_BYTES: Final = 2
_FIXED32: Final = 5


def read_fields(data: bytes) -> list[tuple[int, int | bytes]]:
    """Return the fields of a message, in order: each one's number, and what it holds.

    A number is unsigned, below 2^64. Fields of fixed length, which none of libp2p's messages
    has, are left out.

    Raises:
        ProtocolViolation: it is no message, or has more than `MAX_FIELDS` fields.
    """
    fields: list[tuple[int, int | bytes]] = []
    for count, field in enumerate(_scan(data)):
        if count >= MAX_FIELDS:
            raise ProtocolViolation(f"A message has more than {MAX_FIELDS} fields.")
        if field is not None:
            fields.append(field)
    return fields


def write_number(field: int, number: int) -> bytes:
    """Return a field that holds a number from 0 to 2^64 - 1."""
    return write_varint(field << 3 | _VARINT) + write_varint(number)


def write_bytes(field: int, data: bytes) -> bytes:
    """Return a field that holds bytes, a message among them, or text in UTF-8."""
    return write_varint(field << 3 | _BYTES) + write_varint(len(data)) + data


class Fields:
    """The fields of one message by their numbers.

    Of a field that stands there twice, the last counts; one of another kind than is asked for is
    as good as absent. Both are rules of Protocol Buffers.

    Args:
        data: the message.

    Raises:
        ProtocolViolation: see `read_fields`.
    """

    def __init__(self, data: bytes) -> None:
        self._fields = read_fields(data)

    def number(self, field: int) -> int | None:
        """Return the number of a field; None: there is none."""
        found = (held for number, held in reversed(self._fields) if number == field)
        return next((held for held in found if isinstance(held, int)), None)

    def bytes_of(self, field: int) -> bytes | None:
        """Return the bytes of a field; None: there are none."""
        return next(reversed(self.all_bytes(field)), None)

    def all_bytes(self, field: int) -> list[bytes]:
        """Return all bytes of a field, in order."""
        found = (held for number, held in self._fields if number == field)
        return [held for held in found if isinstance(held, bytes)]


def _scan(data: bytes) -> Iterator[tuple[int, int | bytes] | None]:
    at = 0
    while at < len(data):
        tag, at = _read_number(data, at)
        if not 0 < tag >> 3 < 1 << 29:
            raise ProtocolViolation("A field has a number that no field has.")
        held, at = _read_held(data, at, tag & 7)
        yield None if held is None else (tag >> 3, held)


def _read_held(data: bytes, at: int, kind: int) -> tuple[int | bytes | None, int]:
    if kind == _VARINT:
        return _read_number(data, at)
    if kind == _BYTES:
        size, at = _read_number(data, at)
        return _take(data, at, size), at + size
    if kind in {_FIXED32, _FIXED64}:
        size = 4 if kind == _FIXED32 else 8
        _take(data, at, size)
        return None, at + size
    raise ProtocolViolation("A field is of a kind that is not read.")  # groups, which are no more


def _read_number(data: bytes, at: int) -> tuple[int, int]:
    number, at = read_varint(data, at, _MAX_NUMBER_BYTES)
    if number > _MAX_NUMBER:
        raise ProtocolViolation("A number has more than 64 bits.")
    return number, at


def _take(data: bytes, at: int, size: int) -> bytes:
    if size > len(data) - at:
        raise Truncated("A message ends within a field.")
    return data[at : at + size]
