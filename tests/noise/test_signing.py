"""What was signed, by whom, to the byte."""

import dataclasses

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from plong.noise.signing import is_signed, sign
from plong.protocol.lcdp.models import SignedMessage
from tests.noise.keys import ALICE, ALICE_SEED, EVE
from tests.protocol.lcdp.points import NOT_CANONICAL, SMALL_KEYS

SIGNED = sign(ALICE, b'[{"AlwaysReturned":{"cookie":"25d97539"}}]')
ORDER = 2**252 + 27742317777372353535851937790883648493


@given(st.binary(max_size=300))
def test_what_is_signed_is_signed(payload: bytes) -> None:
    signature = Ed25519PrivateKey.from_private_bytes(ALICE_SEED).sign(payload)
    assert sign(ALICE, payload) == SignedMessage(ALICE.key, signature, payload)
    assert is_signed(sign(ALICE, payload))


@pytest.mark.parametrize("field", ["key", "signature", "payload"])
def test_no_bit_can_be_changed(field: str) -> None:
    data: bytes = getattr(SIGNED, field)
    for index in range(len(data) * 8):
        other = bytearray(data)
        other[index // 8] ^= 1 << index % 8
        assert not is_signed(dataclasses.replace(SIGNED, **{field: bytes(other)}))


def test_json_written_anew_is_not_signed() -> None:
    spaced = SIGNED.payload.replace(b":", b": ")
    assert not is_signed(dataclasses.replace(SIGNED, payload=spaced))


def test_nobody_signs_for_another() -> None:
    assert not is_signed(dataclasses.replace(SIGNED, key=EVE.key))


def test_a_signature_has_one_spelling() -> None:
    """RFC 8032 section 5.1.7: the number in it is smaller than the order of the group."""
    number = int.from_bytes(SIGNED.signature[32:], "little") + ORDER
    other = SIGNED.signature[:32] + number.to_bytes(32, "little")
    assert not is_signed(dataclasses.replace(SIGNED, signature=other))


@pytest.mark.parametrize("key", [*SMALL_KEYS, *NOT_CANONICAL])
def test_keys_that_anybody_can_sign_for_have_signed_nothing(key: bytes) -> None:
    """With R = A and S = 0 such a key verifies one payload in a few: try more than eight."""
    for payload in (bytes([number]) for number in range(40)):
        for point in (key, SMALL_KEYS[2]):
            assert not is_signed(SignedMessage(key, point + bytes(32), payload))


@given(st.binary(max_size=64), st.binary(max_size=70), st.binary(max_size=20))
def test_whatever_comes_is_not_signed(key: bytes, signature: bytes, payload: bytes) -> None:
    assert not is_signed(SignedMessage(key, signature, payload))
    assert not is_signed(SignedMessage(ALICE.key, signature, payload))


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=64, max_size=64))
def test_whatever_comes_in_the_right_size_is_not_signed(key: bytes, signature: bytes) -> None:
    assert not is_signed(SignedMessage(key, signature, b"[]"))
