"""The hash and the key that all goes into."""

import pytest

from plong.noise.symmetric import Symmetric
from tests.noise import plain

RESPONDER = bytes(range(32))


def test_it_goes_the_way_of_the_specification() -> None:
    ours, plainly = Symmetric(RESPONDER), plain.initialize(b"", RESPONDER)
    for secret in (b"s" * 32, b"t" * 32):
        ours.mix_key(secret)
        plainly.mix_key(secret)
        assert ours.encrypt(b"text") == plainly.encrypt_and_hash(b"text")


def test_no_key_encrypts_twice() -> None:
    state = Symmetric(RESPONDER)
    state.mix_key(b"s" * 32)
    state.encrypt(b"text")
    with pytest.raises(ValueError, match="key"):
        state.encrypt(b"text")


def test_nothing_is_encrypted_without_a_key() -> None:
    with pytest.raises(ValueError, match="key"):
        Symmetric(RESPONDER).encrypt(b"text")
