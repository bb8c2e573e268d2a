"""Peers and identities by short names: the same name gives the same id in every test."""

import hashlib

from plong.protocol.ids import encode_id
from plong.protocol.models import Peer
from plong.store.base import Identity, Room, Store

NOW = 1_700_000_000.0
"""A moment, in epoch seconds."""
MANY = 1000
"""A limit that a test does not reach."""
ROOMY = Room(MANY)


def id_of(name: str) -> str:
    """Return the PublicId of this name."""
    return encode_id(hashlib.sha256(name.encode()).digest())


def peer_of(name: str, created_at: float = NOW) -> Peer:
    return Peer(id_of(name), created_at)


def digest_of(passphrase: str) -> bytes:
    """Return 32 bytes that stand for a passphrase."""
    return hashlib.sha256(passphrase.encode()).digest()


def identity_of(passphrase: str, expires_at: float = NOW + 60, uses: int | None = None) -> Identity:
    return Identity(digest_of(passphrase), expires_at, uses)


async def add_peers(store: Store, *names: str) -> None:
    for name in names:
        await store.add_peer(peer_of(name), ROOMY)


async def claim(store: Store, name: str, passphrase: str, **more: float) -> None:
    """Let a passphrase stand for a peer, from `NOW` on."""
    identity = Identity(
        digest_of(passphrase),
        more.get("expires_at", NOW + 60),
        int(more["uses"]) if "uses" in more else None,
    )
    await store.claim(id_of(name), identity, more.get("now", NOW), ROOMY)
