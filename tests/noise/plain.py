"""Noise_IK_25519_AESGCM_SHA256, first message: written from the specification, and from it only.

The Noise Protocol Framework, revision 34. It looks for no speed and shares no line with Plong.
"""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NAME = b"Noise_IK_25519_AESGCM_SHA256"


def digest(data: bytes) -> bytes:
    state = Hash(SHA256())
    state.update(data)
    return state.finalize()


def public(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def dh(private: bytes, other: bytes) -> bytes:
    key = X25519PrivateKey.from_private_bytes(private)
    return key.exchange(X25519PublicKey.from_public_bytes(other))


@dataclass
class State:
    """SymmetricState and CipherState: sections 5.1 and 5.2."""

    ck: bytes
    h: bytes
    k: bytes = b""
    n: int = 0

    def mix_hash(self, data: bytes) -> None:
        self.h = digest(self.h + data)

    def mix_key(self, material: bytes) -> None:
        """HKDF of section 4.3 is that of RFC 5869 with the chaining key as salt and no info."""
        output = HKDF(SHA256(), 64, salt=self.ck, info=b"").derive(material)
        self.ck, self.k, self.n = output[:32], output[32:], 0

    def nonce(self) -> bytes:
        """Section 12.4: 32 bits of zeros, then n as a big-endian number of 64 bits."""
        self.n += 1
        return bytes(4) + (self.n - 1).to_bytes(8, "big")

    def encrypt_and_hash(self, text: bytes) -> bytes:
        box = AESGCM(self.k).encrypt(self.nonce(), text, self.h)
        self.mix_hash(box)
        return box

    def decrypt_and_hash(self, box: bytes) -> bytes:
        text = AESGCM(self.k).decrypt(self.nonce(), box, self.h)
        self.mix_hash(box)
        return text


def initialize(prologue: bytes, responder: bytes) -> State:
    """Section 5.3; the pattern of section 7.5 has the pre-message ``<- s``."""
    h = NAME.ljust(32, b"\0") if len(NAME) <= 32 else digest(NAME)
    state = State(h, h)
    state.mix_hash(prologue)
    state.mix_hash(responder)
    return state


def write(s: bytes, e: bytes, rs: bytes, payload: bytes, prologue: bytes = b"") -> bytes:
    """Return ``-> e, es, s, ss`` and a payload, with private keys s and e."""
    state = initialize(prologue, rs)
    state.mix_hash(public(e))
    state.mix_key(dh(e, rs))
    static = state.encrypt_and_hash(public(s))
    state.mix_key(dh(s, rs))
    return public(e) + static + state.encrypt_and_hash(payload)


def read(s: bytes, message: bytes, prologue: bytes = b"") -> tuple[bytes, bytes]:
    """Return the sender's static key and the payload."""
    state = initialize(prologue, public(s))
    state.mix_hash(message[:32])
    state.mix_key(dh(s, message[:32]))
    rs = state.decrypt_and_hash(message[32:80])
    state.mix_key(dh(s, rs))
    return rs, state.decrypt_and_hash(message[80:])
