"""PrivateIds and PublicIds: how they look, and how the second follows from the first."""

import hashlib
from base64 import urlsafe_b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.ids import bytes_of, encode_id, is_private_id, is_public_id, public_id_of
from tests.support.commands import private_ids


@pytest.mark.parametrize(
    ("entropy", "text"),
    [
        (bytes(32), "A" * 43),
        (b"\xff" * 32, "_" * 42 + "8"),
        (b"\xfb" * 32, "-_v7" * 10 + "-_s"),
        (bytes(64), "A" * 86),
        (b"\xff" * 64, "_" * 85 + "w"),
    ],
)
def test_an_id_is_base64url_without_padding(entropy: bytes, text: str) -> None:
    assert encode_id(entropy) == text


@given(st.binary(min_size=32, max_size=32))
def test_32_random_bytes_make_a_public_id(entropy: bytes) -> None:
    text = encode_id(entropy)
    assert bytes_of(text) == entropy
    assert is_public_id(text)
    assert not is_private_id(text)
    assert urlsafe_b64decode(text + "=") == entropy


@given(st.binary(min_size=64, max_size=64))
def test_64_random_bytes_make_a_private_id(entropy: bytes) -> None:
    text = encode_id(entropy)
    assert is_private_id(text)
    assert not is_public_id(text)
    assert urlsafe_b64decode(text + "==") == entropy


NOT_QUITE = {
    "nothing": ("", ""),
    "one too few": ("A" * 42, "A" * 85),
    "one too many": ("A" * 44, "A" * 87),
    **{
        f"with {name} at the end": ("A" * 42 + end, "A" * 85 + end)
        for name, end in {
            "padding": "=",
            "a plus": "+",
            "a slash": "/",
            "a colon": ":",
            "a blank": " ",
            "NUL": "\0",
            "a surrogate": "\ud800",
            "another script's digit": "\N{ARABIC-INDIC DIGIT THREE}",
            "a wide letter": "\N{FULLWIDTH LATIN CAPITAL LETTER A}",
        }.items()
    },
    "a newline behind": ("A" * 43 + "\n", "A" * 86 + "\n"),
    "a newline before": ("\n" + "A" * 43, "\n" + "A" * 86),
}


@pytest.mark.parametrize(("public", "private"), NOT_QUITE.values(), ids=NOT_QUITE)
def test_what_only_resembles_an_id_is_none(public: str, private: str) -> None:
    assert not is_public_id(public)
    assert not is_private_id(private)


def test_a_public_id_follows_from_the_private_id_and_never_changes() -> None:
    # Peers in a store of today must still be known to a server of tomorrow.
    secret = "A" * 86
    digest = hashlib.sha256(b"Plong PublicId of " + secret.encode()).digest()
    assert public_id_of(secret) == encode_id(digest)
    assert public_id_of(secret) == "7Jek7sB54dUZed7vHFXhXDPDzx5aa6dvI09Q-1-gp5Q"


@given(private_ids, private_ids)
def test_each_secret_has_a_public_id_of_its_own(one: str, other: str) -> None:
    assert is_public_id(public_id_of(one))
    assert (public_id_of(one) == public_id_of(other)) == (one == other)


def test_the_form_of_a_private_id_is_to_be_checked_first() -> None:
    with pytest.raises(UnicodeEncodeError):
        public_id_of("\ud800" * 86)
