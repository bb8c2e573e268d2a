"""Numbers of as many bytes as they need, seven bits in each, the lowest first.

Strict: a number has one spelling. Multiformats, unsigned-varint; Protocol Buffers, encoding.
"""

from typing import Final

from plong.protocol.libp2p.errors import ProtocolViolation, Truncated

MAX_BYTES: Final = 9
"""Of a number of multiformats, which has 63 bits."""

_MORE: Final = 0x80
_SHORT: Final = tuple(bytes([number]) for number in range(_MORE))


def write_varint(number: int) -> bytes:
    """Return a number, which is not negative, as bytes."""
    if number < _MORE:  # as nearly all of them
        return _SHORT[number]
    written = bytearray()
    while number >= _MORE:
        written.append(number & 0x7F | _MORE)
        number >>= 7
    written.append(number)
    return bytes(written)


def read_varint(
    data: bytes | bytearray, at: int = 0, max_bytes: int = MAX_BYTES
) -> tuple[int, int]:
    """Return the number that begins at a place, and the place behind it.

    Raises:
        Truncated: the data ends within the number.
        ProtocolViolation: the number is longer than ``max_bytes``, or than it need be.
    """
    if at < len(data) and data[at] < _MORE:  # as nearly all of them
        return data[at], at + 1
    number = 0
    for place in range(at, at + max_bytes):
        if place >= len(data):
            raise Truncated("A number ends too soon.")
        number |= (data[place] & 0x7F) << 7 * (place - at)
        if data[place] < _MORE:
            return _checked(number, data[place], place - at), place + 1
    raise ProtocolViolation(f"A number has more than {max_bytes} bytes.")


def _checked(number: int, last: int, index: int) -> int:
    if last == 0 and index > 0:
        raise ProtocolViolation("A number is written in more bytes than it needs.")
    return number
