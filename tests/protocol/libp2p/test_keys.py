"""Public keys as they travel: in one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.keys import (
    MAX_KEY_BYTES,
    KeyKind,
    PublicKey,
    read_public_key,
    write_public_key,
)

SIZES = {KeyKind.ED25519: 32, KeyKind.SECP256K1: 33}


@pytest.mark.parametrize("kind", [*KeyKind])
def test_a_key_is_read_as_it_was_written(kind: KeyKind) -> None:
    key = PublicKey(kind, bytes(range(SIZES.get(kind, 91))))
    assert read_public_key(write_public_key(key)) == key


def test_the_kind_is_written_even_where_it_is_the_first() -> None:
    assert write_public_key(PublicKey(KeyKind.RSA, b"x")).hex() == "0800120178"


ED25519 = "08011220" + "11" * 32


@pytest.mark.parametrize(
    "data",
    [
        *("", "0801", "1220" + "11" * 32, "0804120178", "080012"),
        *("0801121f" + "11" * 31, "08011221" + "11" * 33, "08021220" + "11" * 32, "08001200"),
        *("1220" + "11" * 32 + "0801", ED25519 + "0801", ED25519 + "1801", ED25519 + "0d00000000"),
        *("0880011220" + "11" * 32, "0a00" + ED25519, ED25519 + "00"),
        write_public_key(PublicKey(KeyKind.RSA, bytes(MAX_KEY_BYTES + 1))).hex(),
    ],
)
def test_a_key_is_refused(data: str) -> None:
    with pytest.raises(ProtocolViolation):
        read_public_key(bytes.fromhex(data))


@given(st.binary(max_size=40) | st.binary(max_size=8).map(bytes.fromhex(ED25519).__add__))
def test_whatever_comes_has_one_spelling_or_is_refused(data: bytes) -> None:
    try:
        key = read_public_key(data)
    except ProtocolViolation:
        return
    assert write_public_key(key) == data
