"""Content that only its receiver can read: what goes in by the private door of PING.

    from plong.client.private import decrypt, encrypt, make_keys

    keys = make_keys()
    text = encrypt(keys.public_key, "Rain.")
    assert decrypt(keys.private_key, text) == "Rain."

Between two peers, the sender's line and the receiver's are::

    await me.knock(address, encrypt(public_key, "Rain."), door="private")
    text = decrypt(keys.private_key, (await me.pull(ping_id)).content)

docs/wire/private.md. Needs the extra ``plong[private]``.
"""

from base64 import urlsafe_b64decode
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from plong.client.wire.errors import PlongError
from plong.protocol.ids import encode_id

_VERSION: Final = b"\x01"
_INFO: Final = b"Plong private 1"
_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Keys:
    """What a receiver needs: a key to give to everybody, and one to give to nobody."""

    public_key: str
    """43 characters of base64url. Whoever has it can encrypt."""
    private_key: str = field(repr=False)
    """Likewise. Whoever has it can decrypt whatever was encrypted with the other one."""


def make_keys() -> Keys:
    """Return new keys, from the system's random bytes."""
    key = X25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    return Keys(encode_id(public), encode_id(key.private_bytes_raw()))


def encrypt(public_key: str, text: str) -> str:
    """Return what only the owner of the private key can read; another one each time.

    Args:
        public_key: the receiver's; that it is the receiver's, you must know from elsewhere.
        text: any Unicode; 49 103 bytes of UTF-8 fit into a content of 65 536.

    Raises:
        PlongError: ``bad-key``.
        UnicodeEncodeError: the text has a lone surrogate, which UTF-8 has no bytes for.
    """
    key, data = X25519PublicKey.from_public_bytes(_read_key(public_key, "public")), text.encode()
    try:
        box = _SUITE.encrypt(data, key, _INFO)
    except ValueError:  # a point of low order: everybody would know the secret
        raise _bad_key("public") from None
    return encode_id(_VERSION + box)


def decrypt(private_key: str, text: str) -> str:
    """Return what was encrypted. It may come from anybody: nothing in it proves who wrote it.

    Raises:
        PlongError: ``bad-key``; ``undecipherable``: it is for another key, was changed on its
            way, or was never encrypted.
    """
    key = X25519PrivateKey.from_private_bytes(_read_key(private_key, "private"))
    data = _decode(text)
    if data is None or data[:1] != _VERSION:
        raise _undecipherable()
    try:
        return _SUITE.decrypt(data[1:], key, _INFO).decode()
    except (InvalidTag, ValueError):
        raise _undecipherable() from None


def _read_key(text: str, name: str) -> bytes:
    key = _decode(text)
    if key is None or len(key) != _KEY_BYTES:
        raise _bad_key(name)
    return key


def _decode(text: str) -> bytes | None:
    """Return the bytes of base64url without padding, in its only spelling; None: it is none."""
    if not text.isascii():
        return None
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
    return data if encode_id(data) == text else None


def _bad_key(name: str) -> PlongError:
    return PlongError("bad-key", f"The {name} key is none; it must be as make_keys returns it.")


def _undecipherable() -> PlongError:
    sentence = "The text cannot be decrypted: it is for another key, was changed, or is plain."
    return PlongError("undecipherable", sentence)
