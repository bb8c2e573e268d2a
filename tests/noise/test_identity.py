"""From one seed to two kinds of keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.noise.identity import Identity
from plong.protocol.lcdp.curve import is_point, to_edwards, to_montgomery
from tests.noise import plain
from tests.noise.keys import ALICE, BOB, BOB_SEED, x25519_private
from tests.protocol.lcdp.points import SMALL_U, spell

SEEDS = st.binary(min_size=32, max_size=32)

# RFC 8032 section 7.1: seed, public key, message, signature.
SIGNATURES = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]


@pytest.mark.parametrize(("seed", "key", "message", "signature"), SIGNATURES)
def test_it_signs_as_rfc_8032_says(seed: str, key: str, message: str, signature: str) -> None:
    identity = Identity(bytes.fromhex(seed))
    assert identity.key.hex() == key
    assert identity.sign(bytes.fromhex(message)).hex() == signature


def test_both_keys_are_those_that_libsodium_has_for_this_seed() -> None:
    seed = "421151a459faeade3d247115f94aedae42318124095afabe4d1451a559faedee"
    key = "f1814f0e8ff1043d8a44d25babff3cedcae6c22c3edaa48f857ae70de2baae50"
    assert Identity(bytes.fromhex(seed)).x25519.hex() == key


@given(SEEDS)
def test_the_key_agreed_with_is_the_key_signed_with(seed: bytes) -> None:
    identity = Identity(seed)
    assert identity.x25519 == plain.public(x25519_private(seed)) == to_montgomery(identity.key)
    assert is_point(identity.key)
    assert identity.key in to_edwards(identity.x25519)


def test_two_agree_on_the_same_as_without_identities() -> None:
    secret = plain.dh(x25519_private(BOB_SEED), ALICE.x25519)
    assert ALICE.agree(BOB.x25519) == BOB.agree(ALICE.x25519) == secret
    assert [ALICE.agree_again(BOB.x25519) for _ in range(2)] == [secret] * 2


@pytest.mark.parametrize("key", [*map(spell, SMALL_U), b"", b"x" * 31, b"x" * 33])
def test_nothing_is_agreed_on_that_everybody_knows(key: bytes) -> None:
    assert ALICE.agree(key) is None
    assert ALICE.agree_again(key) is None


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_seed_has_32_bytes(size: int) -> None:
    with pytest.raises(ValueError, match="32"):
        Identity(bytes(size))


def test_secrets_are_not_shown() -> None:
    assert "object at" in repr(ALICE)
