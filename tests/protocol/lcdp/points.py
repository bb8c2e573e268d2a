"""Bytes that are no keys, and why."""

from plong.protocol.lcdp.models import KEY_BYTES

P = 2**255 - 19
ORDER_8 = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
SMALL_Y = [0, 1, P - 1, ORDER_8, P - ORDER_8]


def spell(y: int, sign: int = 0) -> bytes:
    return (y | sign << 255).to_bytes(KEY_BYTES, "little")


SMALL_KEYS = [spell(y, sign) for y in SMALL_Y for sign in (0, 1)]
NOT_CANONICAL = [spell(P + y, sign) for y in range(19) for sign in (0, 1)]
SMALL_U = [0, 1, P - 1]
"""Of orders 4 and 2, and of the twist's order 4: RFC 7748 agrees on zeros with all of them."""
