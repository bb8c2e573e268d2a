"""Public keys as points: which 32 bytes are one, and its two names, for signing and for agreeing.

A key signs on edwards25519 (RFC 8032) and agrees on curve25519 (RFC 7748), which are one curve in
two coordinates. What is here takes a time that depends on its arguments: it is for public data
only. docs/wire/lcdp.md, draft-pearson-lcdp-04.
"""

from functools import lru_cache
from typing import Final

from plong.protocol.lcdp.models import KEY_BYTES

_P: Final = 2**255 - 19
_D: Final = -121665 * pow(121666, -1, _P) % _P
_SIGN: Final = 1 << 255
"""The bit of an Edwards key that says which of two x belongs to its y."""
_Y_OF_ORDER_8: Final = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDERS: Final = frozenset({0, 1, _P - 1, _Y_OF_ORDER_8, _P - _Y_OF_ORDER_8})
"""The y of the eight points whose order divides 8. For such a key, anybody can sign anything."""


def is_proper(key: bytes) -> bool:
    """Tell whether an Edwards key is in its one spelling and of no small order.

    It is quick, and leaves to `is_point` whether there is such a point.
    """
    y = int.from_bytes(key, "little") & ~_SIGN
    return len(key) == KEY_BYTES and y < _P and y not in _SMALL_ORDERS


def is_point(key: bytes) -> bool:
    """Tell whether an Edwards key is a point of the curve, and `is_proper`; takes about 0.1 ms."""
    if not is_proper(key):
        return False
    y = int.from_bytes(key, "little") & ~_SIGN
    above, below = y * y - 1, _D * y * y + 1  # x² is the one by the other: RFC 8032 section 5.1.3
    return pow(above * below, (_P - 1) // 2, _P) == 1


@lru_cache(maxsize=4096)
def to_montgomery(key: bytes) -> bytes:
    """Return the X25519 key of an Edwards key: u = (1 + y) / (1 - y), RFC 7748 section 4.1.

    The neutral point gives 0, with which no key is agreed.
    """
    y = int.from_bytes(key, "little") & ~_SIGN
    return _write((1 + y) * _inverse(1 - y))


@lru_cache(maxsize=4096)
def to_edwards(x25519: bytes) -> tuple[bytes, ...]:
    """Return the two Edwards keys that may belong to an X25519 key: y = (u - 1) / (u + 1).

    They differ in their sign, and need not be points. None are returned for what is not 32 bytes,
    is not in its one spelling, or gives a key of small order.
    """
    u = int.from_bytes(x25519, "little")
    if len(x25519) != KEY_BYTES or u >= _P - 1:
        return ()
    key = _write((u - 1) * _inverse(u + 1))
    return (key, key[:-1] + bytes([key[-1] | 0x80])) if is_proper(key) else ()


def _inverse(number: int) -> int:
    return pow(number, -1, _P) if number % _P else 0


def _write(number: int) -> bytes:
    return (number % _P).to_bytes(KEY_BYTES, "little")
