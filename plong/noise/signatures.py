"""Signatures of strangers, by any kind of key that libp2p has.

libp2p specs, peer-ids, "Keys": Ed25519 signs as it is, all others sign the SHA-256.
"""

from collections.abc import Callable, Mapping
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from plong.protocol.lcdp.curve import is_proper
from plong.protocol.libp2p.keys import KeyKind, PublicKey

MIN_RSA_BITS: Final = 2048
MAX_RSA_BITS: Final = 8192
MAX_RSA_EXPONENT: Final = 2**31 - 1
"""The longer it is, the longer takes a check: one of 2048 bits takes as long as a signature."""

_MAX_SIGNATURE_BYTES: Final = MAX_RSA_BITS // 8
_CURVES: Final = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)


def is_signed(key: PublicKey, signature: bytes, data: bytes) -> bool:
    """Tell whether the owner of a key has signed just these bytes.

    No is also the answer where the key is none, is weaker or longer than `MIN_RSA_BITS` and
    `MAX_RSA_BITS` allow, has an exponent above `MAX_RSA_EXPONENT`, or is of small order, with
    which anybody can sign.
    """
    if len(signature) > _MAX_SIGNATURE_BYTES:
        return False
    try:
        return _VERIFIERS[key.kind](key.data, signature, data)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False


def _verify_ed25519(key: bytes, signature: bytes, data: bytes) -> bool:
    if not is_proper(key):
        return False
    ed25519.Ed25519PublicKey.from_public_bytes(key).verify(signature, data)
    return True


def _verify_rsa(key: bytes, signature: bytes, data: bytes) -> bool:
    public = load_der_public_key(key)
    if not isinstance(public, rsa.RSAPublicKey) or not _is_usable(public):
        return False
    public.verify(signature, data, padding.PKCS1v15(), SHA256())
    return True


def _is_usable(key: rsa.RSAPublicKey) -> bool:
    has_right_size = MIN_RSA_BITS <= key.key_size <= MAX_RSA_BITS
    return has_right_size and key.public_numbers().e <= MAX_RSA_EXPONENT


def _verify_secp256k1(key: bytes, signature: bytes, data: bytes) -> bool:
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256K1(), key)
    public.verify(signature, data, ec.ECDSA(SHA256()))
    return True


def _verify_ecdsa(key: bytes, signature: bytes, data: bytes) -> bool:
    public = load_der_public_key(key)
    if not isinstance(public, ec.EllipticCurvePublicKey) or not isinstance(public.curve, _CURVES):
        return False
    public.verify(signature, data, ec.ECDSA(SHA256()))
    return True


_VERIFIERS: Final[Mapping[KeyKind, Callable[[bytes, bytes, bytes], bool]]] = {
    KeyKind.ED25519: _verify_ed25519,
    KeyKind.RSA: _verify_rsa,
    KeyKind.SECP256K1: _verify_secp256k1,
    KeyKind.ECDSA: _verify_ecdsa,
}
