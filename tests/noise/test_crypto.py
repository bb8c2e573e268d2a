"""All of it together, as LCDP's rules use it."""

from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from plong.noise.crypto import NoiseCrypto
from plong.protocol.lcdp.crypto import Crypto, Opened
from plong.protocol.lcdp.models import EncryptedMessages
from tests.noise import plain
from tests.noise.keys import ALICE, ALICE_SEED, BOB, BOB_SEED, EPHEMERAL, x25519_private


def test_two_nodes_sign_and_seal_for_each_other() -> None:
    alice: Crypto = NoiseCrypto(ALICE_SEED)
    bob: Crypto = NoiseCrypto(BOB_SEED)
    assert (alice.key, bob.key) == (ALICE.key, BOB.key)
    assert bob.is_signed(alice.sign(b"[]"))
    sealed = alice.seal(bob.key, b"[]", EPHEMERAL)
    assert bob.open(sealed) == Opened(ALICE.x25519, plain.public(EPHEMERAL), b"[]")
    assert alice.open(sealed) is None
    assert bob.open(EncryptedMessages(b"")) is None


def test_a_node_reads_the_older_kind() -> None:
    secret = sha256(plain.dh(x25519_private(ALICE_SEED), BOB.x25519)).digest()
    box = AESGCM(secret).encrypt(bytes(12), b"[]", None)
    opened = NoiseCrypto(BOB_SEED).open_fast(ALICE.key, bytes(12), box)
    assert opened == Opened(ALICE.x25519, ALICE.x25519 + bytes(12), b"[]")
