"""Public keys of peers as they travel. libp2p specs, peer-ids, "Keys"."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.protobuf import Fields, write_bytes, write_number

MAX_KEY_BYTES: Final = 2048
"""Of any key. RSA's are the longest: 1062 bytes, where there are 8192 bits."""

_KIND: Final = 1
_DATA: Final = 2


class KeyKind(IntEnum):
    """What a key signs with, and by that, how its data is written."""

    RSA = 0
    """DER of a SubjectPublicKeyInfo (PKIX)."""
    ED25519 = 1
    """The 32 bytes of RFC 8032."""
    SECP256K1 = 2
    """The 33 bytes of a point, compressed (SEC 1)."""
    ECDSA = 3
    """DER of a SubjectPublicKeyInfo, as for RSA."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Who somebody is. What is read here need not be a key yet: only its length is right."""

    kind: KeyKind
    data: bytes
    """As `KeyKind` says."""


_LENGTHS: Final[Mapping[KeyKind, int]] = {KeyKind.ED25519: 32, KeyKind.SECP256K1: 33}


def read_public_key(data: bytes) -> PublicKey:
    """Return a key from its message.

    It must be in its one spelling, for peers are named after it: fields in order, nothing beside.

    Raises:
        ProtocolViolation: it is in another spelling, too long, or no key.
    """
    fields = Fields(data)
    kind, held = fields.number(_KIND), fields.bytes_of(_DATA)
    if kind is None or kind not in {*KeyKind} or held is None:
        raise ProtocolViolation("A public key is of no known kind.")
    key = PublicKey(KeyKind(kind), held)
    if len(held) != _LENGTHS.get(key.kind, len(held)) or not 0 < len(held) <= MAX_KEY_BYTES:
        raise ProtocolViolation("A public key has a wrong length.")
    if write_public_key(key) != data:
        raise ProtocolViolation("A public key is not in its one spelling.")
    return key


def write_public_key(key: PublicKey) -> bytes:
    """Return the message of a key."""
    return write_number(_KIND, key.kind) + write_bytes(_DATA, key.data)
