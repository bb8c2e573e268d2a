"""The hash and the key that all goes into."""

import pytest

from plong.noise.symmetric import IK, XX, Suite, Symmetric
from tests.noise import plain

RESPONDER = bytes(range(32))


def test_it_goes_the_way_of_the_specification() -> None:
    ours, plainly = Symmetric(IK), plain.initialize(b"", RESPONDER)
    ours.mix_hash(RESPONDER)
    for secret in (b"s" * 32, b"t" * 32):
        ours.mix_key(secret)
        plainly.mix_key(secret)
        assert ours.encrypt(b"text") == plainly.encrypt_and_hash(b"text")
        assert ours.encrypt(b"text") == plainly.encrypt_and_hash(b"text")
    assert ours.hash == plainly.h


def test_a_prologue_is_part_of_it() -> None:
    ours = Symmetric(IK, b"before")
    ours.mix_hash(RESPONDER)
    assert ours.hash == plain.initialize(b"before", RESPONDER).h != Symmetric(IK).hash


@pytest.mark.parametrize("suite", [IK, XX])
def test_no_nonce_comes_twice_with_a_key(suite: Suite) -> None:
    state = Symmetric(suite)
    state.mix_key(b"s" * 32)
    first, second = Symmetric(suite), Symmetric(suite)
    first.mix_key(b"s" * 32)
    second.mix_key(b"s" * 32)
    boxes = [state.encrypt(b"text") for _ in range(2)]
    assert [first.decrypt(box) for box in boxes] == [b"text"] * 2
    assert len({box[:4] for box in boxes}) == 2
    assert state.split() == first.split() != second.split()[::-1]


@pytest.mark.parametrize("suite", [IK, XX])
def test_nothing_is_encrypted_without_a_key(suite: Suite) -> None:
    with pytest.raises(ValueError, match=r"32|key"):
        Symmetric(suite).encrypt(b"text")


def test_nonces_are_written_as_their_ciphers_want() -> None:
    assert IK.nonce(258).hex() == "000000000000000000000102"
    assert XX.nonce(258).hex() == "000000000201000000000000"
