"""Content that only its receiver can read; tests/vectors/private.json is for every client."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from plong.client.private import decrypt, encrypt, make_keys
from plong.client.wire.errors import PlongError

_PATH: Final = Path(__file__).parents[1] / "vectors" / "private.json"
VECTORS: Final[Any] = json.loads(_PATH.read_text())
PUBLIC, PRIVATE = VECTORS["public_key"], VECTORS["private_key"]
KEYS = make_keys()


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def extract(salt: bytes, suite: bytes, label: bytes, material: bytes) -> bytes:
    """Do what RFC 9180 section 4 calls LabeledExtract."""
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + material, hashlib.sha256)


def expand(key: bytes, suite: bytes, label: bytes, info: bytes, length: int) -> bytes:
    """Do what RFC 9180 section 4 calls LabeledExpand, of one block."""
    text = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info + b"\x01"
    return hmac.digest(key, text, hashlib.sha256)[:length]


def decrypt_by_the_book(text: str) -> str:
    """Follow docs/wire/private.md step by step."""
    data = raw(text)
    sent, box = data[1:33], data[33:]
    key = X25519PrivateKey.from_private_bytes(raw(PRIVATE))
    shared = key.exchange(X25519PublicKey.from_public_bytes(sent))
    kem, suite = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x02"
    secret = expand(
        extract(b"", kem, b"eae_prk", shared), kem, b"shared_secret", sent + raw(PUBLIC), 32
    )
    info = extract(b"", suite, b"info_hash", VECTORS["info"].encode())
    context = b"\x00" + extract(b"", suite, b"psk_id_hash", b"") + info
    root = extract(secret, suite, b"secret", b"")
    nonce = expand(root, suite, b"base_nonce", context, 12)
    return AESGCM(expand(root, suite, b"key", context, 32)).decrypt(nonce, box, None).decode()


@pytest.mark.parametrize(("text", "encrypted"), VECTORS["right"])
def test_what_was_encrypted_elsewhere_is_read(text: str, encrypted: str) -> None:
    assert decrypt(PRIVATE, encrypted) == text
    assert decrypt_by_the_book(encrypted) == text


@pytest.mark.parametrize("name", VECTORS["undecipherable"])
def test_what_is_not_for_this_key_is_not_read(name: str) -> None:
    with pytest.raises(PlongError) as failed:
        decrypt(PRIVATE, VECTORS["undecipherable"][name])
    assert failed.value.code == "undecipherable"


@given(st.text())
def test_what_is_encrypted_is_read(text: str) -> None:
    assert decrypt(KEYS.private_key, encrypt(KEYS.public_key, text)) == text


def test_what_is_encrypted_here_is_read_by_the_book() -> None:
    assert decrypt_by_the_book(encrypt(PUBLIC, "Rain.")) == "Rain."


def test_encrypted_twice_it_looks_different() -> None:
    assert encrypt(PUBLIC, "Rain.") != encrypt(PUBLIC, "Rain.")


def test_half_a_character_cannot_be_encrypted() -> None:
    with pytest.raises(UnicodeEncodeError):
        encrypt(PUBLIC, "\ud83d")


def test_the_other_key_does_not_decrypt() -> None:
    with pytest.raises(PlongError, match="cannot be decrypted"):
        decrypt(PUBLIC, encrypt(PUBLIC, "Rain."))


@pytest.mark.parametrize("key", VECTORS["bad_keys"])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(PlongError, match="public key is none") as failed:
        encrypt(key, "Rain.")
    assert failed.value.code == "bad-key"
    with pytest.raises(PlongError, match="private key is none"):
        decrypt(key, VECTORS["right"][0][1])


@pytest.mark.parametrize("key", VECTORS["bad_public_keys"])
def test_a_key_with_which_everybody_could_read_is_refused(key: str) -> None:
    with pytest.raises(PlongError) as failed:
        encrypt(key, "Rain.")
    assert failed.value.code == "bad-key"


def test_the_longest_text_fits_into_a_content() -> None:
    assert len(encrypt(PUBLIC, "x" * 49103)) == 65536


def test_keys_do_not_show_what_is_private() -> None:
    assert len(KEYS.public_key) == len(KEYS.private_key) == 43
    assert KEYS.private_key not in repr(KEYS)
