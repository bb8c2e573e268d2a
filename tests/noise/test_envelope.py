"""Sealed for one reader, by one writer, and nothing else is opened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.noise.envelope import MAX_PAYLOAD, OVERHEAD, open_sealed, seal
from plong.noise.identity import Identity
from plong.protocol.lcdp.crypto import Opened
from tests.noise import plain
from tests.noise.keys import ALICE, ALICE_SEED, BOB, BOB_SEED, EPHEMERAL, EVE, x25519_private
from tests.protocol.lcdp.points import SMALL_KEYS, SMALL_U, spell

PAYLOAD = b'[{"ChatMessage":{"message":"hi"}}]'
SEALED = seal(ALICE, BOB.key, PAYLOAD, EPHEMERAL)
SEEDS = st.binary(min_size=32, max_size=32)
ALICE_PRIVATE, BOB_PRIVATE = x25519_private(ALICE_SEED), x25519_private(BOB_SEED)


def forge(static: bytes, ephemeral_key: bytes | None = None) -> bytes:
    """Return a message as somebody would write it who says to have a key without a private one.

    Its payload is encrypted with what is agreed on with a point of small order: zeros.
    """
    state = plain.initialize(b"", BOB.x25519)
    shown = ephemeral_key or plain.public(EPHEMERAL)
    state.mix_hash(shown)
    state.mix_key(bytes(32) if ephemeral_key else plain.dh(EPHEMERAL, BOB.x25519))
    box = state.encrypt_and_hash(static)
    state.mix_key(bytes(32))
    return shown + box + state.encrypt_and_hash(PAYLOAD)


@given(SEEDS, SEEDS, SEEDS, st.binary(max_size=300))
def test_it_is_the_first_message_of_noise_ik(
    mine: bytes, theirs: bytes, ephemeral: bytes, payload: bytes
) -> None:
    sender, receiver = Identity(mine), Identity(theirs)
    private, other = x25519_private(mine), x25519_private(theirs)
    sealed = seal(sender, receiver.key, payload, ephemeral)
    assert sealed == plain.write(private, ephemeral, plain.public(other), payload)
    assert plain.read(other, sealed) == (sender.x25519, payload)
    assert open_sealed(receiver, sealed) == Opened(sender.x25519, sealed[:32], payload)


def test_it_is_96_bytes_longer_than_the_payload_and_begins_with_its_mark() -> None:
    assert plain.write(ALICE_PRIVATE, EPHEMERAL, BOB.x25519, PAYLOAD) == SEALED
    assert len(SEALED) == len(PAYLOAD) + OVERHEAD == len(PAYLOAD) + 96


def test_nobody_else_opens_it() -> None:
    assert open_sealed(EVE, SEALED) is None
    assert open_sealed(ALICE, SEALED) is None


def test_one_may_write_to_oneself() -> None:
    opened = open_sealed(BOB, seal(BOB, BOB.key, PAYLOAD, EPHEMERAL))
    assert opened == Opened(BOB.x25519, plain.public(EPHEMERAL), PAYLOAD)


def test_no_bit_can_be_changed() -> None:
    for index in range(len(SEALED) * 8):
        other = bytearray(SEALED)
        other[index // 8] ^= 1 << index % 8
        assert open_sealed(BOB, bytes(other)) is None


def test_nothing_shorter_or_longer_is_opened() -> None:
    assert not any(open_sealed(BOB, SEALED[:end]) for end in range(len(SEALED)))
    assert open_sealed(BOB, SEALED + b"\0") is None


@given(st.binary(max_size=300))
def test_whatever_comes_opens_nothing(data: bytes) -> None:
    assert open_sealed(BOB, data) is None


@given(SEEDS, st.binary(min_size=48, max_size=48), st.binary(max_size=50))
def test_whatever_stands_for_a_sender_opens_nothing(
    ephemeral: bytes, static: bytes, rest: bytes
) -> None:
    assert open_sealed(BOB, ephemeral + static + rest) is None


@given(SEEDS)
def test_whoever_a_writer_claims_to_be_opens_nothing(static: bytes) -> None:
    assert open_sealed(BOB, forge(static)) is None


@pytest.mark.parametrize("u", SMALL_U)
def test_a_secret_that_everybody_knows_opens_nothing(u: int) -> None:
    assert open_sealed(BOB, forge(spell(u))) is None
    assert open_sealed(BOB, forge(ALICE.x25519, spell(u))) is None


def test_a_sender_has_one_spelling() -> None:
    """The bit that X25519 ignores would give the writer a second name."""
    static = spell(int.from_bytes(ALICE.x25519, "little"), 1)
    state = plain.initialize(b"", BOB.x25519)
    state.mix_hash(plain.public(EPHEMERAL))
    state.mix_key(plain.dh(EPHEMERAL, BOB.x25519))
    box = state.encrypt_and_hash(static)
    state.mix_key(plain.dh(ALICE_PRIVATE, BOB.x25519))
    sealed = plain.public(EPHEMERAL) + box + state.encrypt_and_hash(PAYLOAD)
    assert plain.read(BOB_PRIVATE, sealed) == (static, PAYLOAD)
    assert open_sealed(BOB, sealed) is None


@pytest.mark.parametrize("key", SMALL_KEYS)
def test_nothing_is_sealed_for_everybody(key: bytes) -> None:
    with pytest.raises(ValueError, match=f"key {key.hex()} is of small order"):
        seal(ALICE, key, PAYLOAD, EPHEMERAL)


def test_there_is_a_longest_payload() -> None:
    longest = bytes(MAX_PAYLOAD)
    sealed = seal(ALICE, BOB.key, longest, EPHEMERAL)
    assert len(sealed) == 65535
    assert open_sealed(BOB, sealed) == Opened(ALICE.x25519, sealed[:32], longest)
    with pytest.raises(ValueError, match="65440 bytes; 65439 may be sealed"):
        seal(ALICE, BOB.key, longest + b"x", EPHEMERAL)
    too_long = plain.write(ALICE_PRIVATE, EPHEMERAL, BOB.x25519, longest + b"x")
    assert open_sealed(BOB, too_long) is None


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_message_takes_32_random_bytes(size: int) -> None:
    with pytest.raises(ValueError, match="32"):
        seal(ALICE, BOB.key, PAYLOAD, bytes(size))
