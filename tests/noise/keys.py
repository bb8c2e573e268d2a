"""Who talks in these tests."""

from hashlib import sha512

from plong.noise.identity import Identity

ALICE_SEED, BOB_SEED, EVE_SEED = b"a" * 32, b"b" * 32, b"e" * 32
ALICE, BOB, EVE = Identity(ALICE_SEED), Identity(BOB_SEED), Identity(EVE_SEED)
EPHEMERAL = bytes(range(32))


def x25519_private(seed: bytes) -> bytes:
    """RFC 8032's scalar, which RFC 7748 clamps in the same way."""
    return sha512(seed).digest()[:32]
