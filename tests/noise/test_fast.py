"""The older kind of encrypted messages, which is only read."""

from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from plong.noise.fast import open_fast
from plong.protocol.lcdp.crypto import Opened
from tests.noise import plain
from tests.noise.keys import ALICE, ALICE_SEED, BOB, EVE, x25519_private
from tests.protocol.lcdp.points import NOT_CANONICAL, SMALL_KEYS

PAYLOAD, NONCE = b"[]", bytes(range(12))


def write(secret: bytes, nonce: bytes = NONCE, payload: bytes = PAYLOAD) -> bytes:
    return AESGCM(sha256(secret).digest()).encrypt(nonce, payload, None)


SECRET = plain.dh(x25519_private(ALICE_SEED), BOB.x25519)
SEALED = write(SECRET)


@given(st.binary(min_size=12, max_size=12), st.binary(max_size=200))
def test_what_another_wrote_is_read(nonce: bytes, payload: bytes) -> None:
    opened = open_fast(BOB, ALICE.key, nonce, write(SECRET, nonce, payload))
    assert opened == Opened(ALICE.x25519, ALICE.x25519 + nonce, payload)


def test_nobody_else_reads_it_or_has_written_it() -> None:
    assert open_fast(EVE, ALICE.key, NONCE, SEALED) is None
    assert open_fast(BOB, EVE.key, NONCE, SEALED) is None


def test_the_other_sign_of_the_key_gives_no_other_sender() -> None:
    """Nor another mark: else the message could come twice."""
    other = ALICE.key[:-1] + bytes([ALICE.key[-1] ^ 0x80])
    assert open_fast(BOB, other, NONCE, SEALED) == open_fast(BOB, ALICE.key, NONCE, SEALED)


@pytest.mark.parametrize("key", [*SMALL_KEYS, *NOT_CANONICAL])
def test_a_key_that_everybody_has_writes_nothing(key: bytes) -> None:
    assert open_fast(BOB, key, NONCE, write(bytes(32))) is None


@pytest.mark.parametrize("more", [b"\0", bytes(32)])
def test_a_sender_has_one_spelling(more: bytes) -> None:
    assert open_fast(BOB, ALICE.key + more, NONCE, SEALED) is None


@pytest.mark.parametrize("size", [0, 8, 11, 13, 16])
def test_a_nonce_has_12_bytes(size: int) -> None:
    nonce = bytes(size)
    box = write(SECRET, nonce) if size >= 8 else SEALED
    assert open_fast(BOB, ALICE.key, nonce, box) is None


def test_no_bit_can_be_changed() -> None:
    for index in range(len(SEALED) * 8):
        other = bytearray(SEALED)
        other[index // 8] ^= 1 << index % 8
        assert open_fast(BOB, ALICE.key, NONCE, bytes(other)) is None


@given(st.binary(max_size=40), st.binary(max_size=20), st.binary(max_size=100))
def test_whatever_comes_opens_nothing(sender: bytes, nonce: bytes, ciphertext: bytes) -> None:
    assert open_fast(BOB, sender, nonce, ciphertext) is None
    assert open_fast(BOB, ALICE.key, nonce, ciphertext) is None
