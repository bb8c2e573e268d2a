"""Keys, claims and a small keyring."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import strategies as st

from plong.protocol.lcdp.claims import Claim
from plong.protocol.lcdp.keyring import Keyring
from plong.protocol.lcdp.models import Endpoint
from tests.protocol.lcdp.points import SMALL_KEYS

NOW = 1_900_000_000.0
HOME, AWAY = Endpoint("192.0.2.1", 24254), Endpoint("198.51.100.7", 24254)
ROOM, ROOM_PER_HOST = 12, 4


def public(number: int) -> bytes:
    key = Ed25519PrivateKey.from_private_bytes(number.to_bytes(32, "big"))
    return key.public_key().public_bytes_raw()


KEYS = [public(number) for number in range(40)]
ALICE, BOB = KEYS[:2]


def make() -> Keyring:
    return Keyring(ROOM, ROOM_PER_HOST)


def said(key: bytes, address: Endpoint = HOME) -> Claim:
    return Claim(key, address, is_verified=True)


def signed(key: bytes, address: Endpoint = HOME) -> Claim:
    return Claim(key, address, is_verified=True, signers=frozenset({key}))


ADDRESSES = st.builds(Endpoint, st.sampled_from([f"192.0.2.{n}" for n in range(6)]), st.just(1))
CLAIMS = st.builds(
    Claim,
    st.sampled_from([*KEYS[:25], SMALL_KEYS[0]]),
    ADDRESSES,
    st.booleans(),
    st.frozensets(st.sampled_from(KEYS[:25]), max_size=2),
)
