"""Names of peers: a hash of their public key, or the key itself where it is short.

libp2p specs, peer-ids. The hash is a multihash: what kind of hash, how long, and itself.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.keys import PublicKey, read_public_key, write_public_key
from plong.protocol.libp2p.multibase import decode, decode_base58, encode_base58

MAX_PEER_ID_BYTES: Final = 44

_IDENTITY: Final = b"\x00"
_SHA256: Final = b"\x12\x20"
_SHA256_BYTES: Final = 32
_MAX_INLINE: Final = 42
_CID: Final = b"\x01\x72"
"""CIDv1 of a libp2p key, in front of the multihash."""


@dataclass(frozen=True, slots=True, order=True)
class PeerId:
    """A peer's name, which only the owner of its key can prove. Made by the functions here."""

    data: bytes
    """A multihash: `identity` of a key's message of 42 bytes or less, otherwise `sha2-256`."""

    def __str__(self) -> str:
        return encode_base58(self.data)

    @property
    def key(self) -> PublicKey | None:
        """The peer's key; None: the name is only a hash of it."""
        inline = self.data[:1] == _IDENTITY
        return read_public_key(self.data[2:]) if inline else None


def peer_id_of(key: PublicKey) -> PeerId:
    """Return the name of who owns a key."""
    message = write_public_key(key)
    if len(message) <= _MAX_INLINE:
        return PeerId(_IDENTITY + bytes([len(message)]) + message)
    return PeerId(_SHA256 + sha256(message).digest())


def read_peer_id(data: bytes) -> PeerId:
    """Return a name from its bytes.

    Raises:
        ProtocolViolation: it is neither a SHA-256 nor a key of 42 bytes or less.
    """
    if data[:2] == _SHA256 and len(data) == len(_SHA256) + _SHA256_BYTES:
        return PeerId(data)
    if data[:1] != _IDENTITY or len(data) > MAX_PEER_ID_BYTES or data[1:2] != _length(data):
        raise ProtocolViolation("A peer id is neither a SHA-256 nor a short key.")
    read_public_key(data[2:])
    return PeerId(data)


def parse_peer_id(text: str) -> PeerId:
    """Return a name from its text: `12D3Koo…`, `Qm…`, `16Uiu2…`, or a CID (`bafz…`, `k51q…`).

    Raises:
        ProtocolViolation: it is none of these.
    """
    if text.startswith(("1", "Qm")):
        return read_peer_id(decode_base58(text))
    data = decode(text)
    if not data.startswith(_CID):
        raise ProtocolViolation("A peer id is the CID of something else.")
    return read_peer_id(data[len(_CID) :])


def _length(data: bytes) -> bytes:
    return bytes([len(data) - 2]) if len(data) > 1 else b""
