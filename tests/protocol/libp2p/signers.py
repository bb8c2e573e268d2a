"""Real keys: who signs, and whether somebody has."""

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from plong.protocol.libp2p.keys import KeyKind, PublicKey
from plong.protocol.libp2p.peer_id import PeerId, peer_id_of


class Owner:
    """Who has the key of 32 equal bytes."""

    def __init__(self, seed: int) -> None:
        self._secret = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self._key = PublicKey(KeyKind.ED25519, self._secret.public_key().public_bytes_raw())

    @property
    def key(self) -> PublicKey:
        return self._key

    @property
    def peer(self) -> PeerId:
        return peer_id_of(self._key)

    def sign(self, data: bytes) -> bytes:
        return self._secret.sign(data)


def is_signed(key: PublicKey, signature: bytes, data: bytes) -> bool:
    """Tell whether a key has signed just these bytes."""
    try:
        _verify(key, signature, data)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True


def _verify(key: PublicKey, signature: bytes, data: bytes) -> None:
    if key.kind is KeyKind.ED25519:
        Ed25519PublicKey.from_public_bytes(key.data).verify(signature, data)
    elif key.kind is KeyKind.SECP256K1:
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256K1(), key.data)
        point.verify(signature, data, ec.ECDSA(SHA256()))
    else:
        public = load_der_public_key(key.data)
        assert isinstance(public, RSAPublicKey)
        public.verify(signature, data, padding.PKCS1v15(), SHA256())
