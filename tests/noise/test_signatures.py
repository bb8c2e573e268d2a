"""Signatures by every kind of key."""

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from plong.noise.signatures import is_signed
from plong.protocol.libp2p.keys import KeyKind, PublicKey
from tests.protocol.lcdp.points import SMALL_KEYS

DATA = b"what is signed"
Named = tuple[PublicKey, bytes]


def der(public: rsa.RSAPublicKey | ec.EllipticCurvePublicKey | dsa.DSAPublicKey) -> bytes:
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def by_ed25519() -> Named:
    private = ed25519.Ed25519PrivateKey.from_private_bytes(b"e" * 32)
    key = PublicKey(KeyKind.ED25519, private.public_key().public_bytes_raw())
    return key, private.sign(DATA)


def by_rsa(bits: int = 2048) -> Named:
    private = rsa.generate_private_key(65537, bits)
    signature = private.sign(DATA, padding.PKCS1v15(), SHA256())
    return PublicKey(KeyKind.RSA, der(private.public_key())), signature


def by_secp256k1(*, compressed: bool = True) -> Named:
    private = ec.derive_private_key(7, ec.SECP256K1())
    form = PublicFormat.CompressedPoint if compressed else PublicFormat.UncompressedPoint
    point = private.public_key().public_bytes(Encoding.X962, form)
    return PublicKey(KeyKind.SECP256K1, point), private.sign(DATA, ec.ECDSA(SHA256()))


def by_ecdsa(curve: ec.EllipticCurve | None = None) -> Named:
    private = ec.derive_private_key(7, curve or ec.SECP256R1())
    signature = private.sign(DATA, ec.ECDSA(SHA256()))
    return PublicKey(KeyKind.ECDSA, der(private.public_key())), signature


SIGNED = [by_ed25519(), by_rsa(), by_secp256k1(), by_ecdsa()]
ALSO_SIGNED = [by_ecdsa(ec.SECP384R1()), by_ecdsa(ec.SECP521R1()), by_rsa(3072)]
KINDS = [key.kind.name for key, _ in SIGNED]
ALL_KINDS = [*KINDS, "P-384", "P-521", "RSA-3072"]  # signatures are others each time


@pytest.mark.parametrize(("key", "signature"), SIGNED + ALSO_SIGNED, ids=ALL_KINDS)
def test_who_has_signed_has_signed(key: PublicKey, signature: bytes) -> None:
    assert is_signed(key, signature, DATA)
    assert not is_signed(key, signature, DATA + b".")
    assert not is_signed(key, b"", DATA)
    assert not is_signed(key, signature + b"\0", DATA)
    assert not is_signed(key, signature * 20, DATA)


@pytest.mark.parametrize(("key", "signature"), SIGNED, ids=KINDS)
def test_no_other_key_has_signed(key: PublicKey, signature: bytes) -> None:
    others = [other for other, _ in SIGNED if other != key]
    assert not any(is_signed(other, signature, DATA) for other in others)
    kinds = [PublicKey(kind, key.data) for kind in KeyKind if kind != key.kind]
    assert not any(is_signed(other, signature, DATA) for other in kinds)


@given(st.sampled_from(SIGNED), st.integers(0), st.integers(0, 7))
def test_no_bit_of_a_signature_can_be_changed(signed: Named, at: int, bit: int) -> None:
    changed = bytearray(signed[1])
    changed[at % len(changed)] ^= 1 << bit
    assert not is_signed(signed[0], bytes(changed), DATA)


@given(st.sampled_from(SIGNED + ALSO_SIGNED), st.data())
def test_whatever_stands_for_a_key_has_signed_nothing(signed: Named, data: st.DataObject) -> None:
    """Neither is anything raised: keys are strangers' bytes."""
    key, signature = signed
    changed = bytearray(key.data)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(changed) - 1))
        changed[at] = data.draw(st.integers(0, 255))
    if changed != key.data:
        is_signed(PublicKey(key.kind, bytes(changed)), signature, DATA)
    cut = key.data[: data.draw(st.integers(0, len(key.data) - 1))]
    assert not is_signed(PublicKey(key.kind, cut), signature, DATA)


@given(st.sampled_from(KeyKind), st.binary(max_size=100), st.binary(max_size=100))
def test_garbage_has_signed_nothing(kind: KeyKind, key: bytes, signature: bytes) -> None:
    assert not is_signed(PublicKey(kind, key), signature, DATA)


@pytest.mark.parametrize("key", SMALL_KEYS)
def test_a_key_that_everybody_signs_with_has_signed_nothing(key: bytes) -> None:
    signature = bytes([1]) + bytes(63)
    assert not is_signed(PublicKey(KeyKind.ED25519, key), signature, DATA)


def test_weak_rsa_has_signed_nothing() -> None:
    assert not is_signed(*by_rsa(1024), DATA)


def by_costly_rsa() -> Named:
    """The exponents of a good key, exchanged: who checks has the work of who signs."""
    good = rsa.generate_private_key(65537, 2048).private_numbers()
    private = rsa.RSAPrivateNumbers(
        *(good.p, good.q, 65537, 65537, 65537, good.iqmp),
        rsa.RSAPublicNumbers(good.d, good.public_numbers.n),
    ).private_key()
    return PublicKey(KeyKind.RSA, der(private.public_key())), private.sign(
        DATA, padding.PKCS1v15(), SHA256()
    )


def test_rsa_that_takes_long_to_check_has_signed_nothing() -> None:
    assert not is_signed(*by_costly_rsa(), DATA)


def test_keys_of_other_kinds_in_der_are_none() -> None:
    other = dsa.generate_private_key(1024).public_key()
    for kind in (KeyKind.RSA, KeyKind.ECDSA):
        assert not is_signed(PublicKey(kind, der(other)), b"signature", DATA)


def test_other_curves_are_not_read() -> None:
    key, signature = by_ecdsa(ec.SECP256K1())
    assert not is_signed(key, signature, DATA)
