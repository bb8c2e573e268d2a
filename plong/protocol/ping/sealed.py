"""What stands in the address of an anonymous sender, and in the envelope before it is sealed.

One byte of version, the nonce and the box are base64url. docs/wire/ping.md.
"""

from base64 import urlsafe_b64decode
from dataclasses import dataclass
from typing import Final, Self

from plong.protocol.ids import encode_id
from plong.protocol.ping.address import MAX_ADDRESS

NONCE_BYTES: Final = 16

_VERSION: Final = b"\x01"
_END_BYTES: Final = 8
_STEP: Final = 256
"""Bytes. Texts are filled up to multiples of it, for their lengths would tell origins apart."""
_PAD: Final = b"\0"


@dataclass(frozen=True, slots=True)
class Sealed:
    """What only the server that sealed it can read."""

    origin: str
    """The true one, as written."""
    ends_at: int
    """Epoch seconds from which on it serves nothing."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What everybody can read, and make nothing of."""

    nonce: bytes
    box: bytes
    """A packed `Sealed`, encrypted and signed."""

    def write(self) -> str:
        """Return it as a segment of a path."""
        return encode_id(_VERSION + self.nonce + self.box)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return what `write` has written; None: this is something else."""
        data = _decode(text)
        if data is None or data[:1] != _VERSION:
            return None
        start = 1 + NONCE_BYTES
        return cls(data[1:start], data[start:])


def pack(sealed: Sealed) -> bytes:
    """Return what is encrypted."""
    text = sealed.ends_at.to_bytes(_END_BYTES, "big") + sealed.origin.encode()
    return text.ljust(-(-len(text) // _STEP) * _STEP, _PAD)


def unpack(text: bytes) -> Sealed:
    """Return what `pack` has packed; nothing else was ever sealed."""
    origin = text[_END_BYTES:].rstrip(_PAD).decode()
    return Sealed(origin, int.from_bytes(text[:_END_BYTES], "big"))


def _decode(text: str) -> bytes | None:
    """Return the bytes of a base64url text, in its only spelling."""
    if len(text) > MAX_ADDRESS or not text.isascii():
        return None
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
    return data if encode_id(data) == text else None
