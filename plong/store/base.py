"""The contract of a store: what survives a restart, and when it may be told."""

import abc
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from plong.protocol.models import Claimed, Counts, Peer

ENDLESS: Final = 2**31
"""More than there will be."""


class StoreError(Exception):
    """The store cannot be opened; the message says which, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A passphrase as it is kept: never itself, only its digest."""

    digest: bytes
    """Argon2id digest of the passphrase, 32 bytes."""
    expires_at: float
    """Epoch seconds from which it is no longer found."""
    uses: int | None
    """How often it may still be found, at least once; None: any number of times."""
    place: int | None = None
    """Where it was first claimed, as `Store.add_peer` has it."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many there may be: in total, from one place, of one peer."""

    total: int
    per_place: int = ENDLESS
    per_peer: int = ENDLESS


class Store(abc.ABC):
    """Peers and identities.

    A method returns when what it promises is committed, and raises before anything is changed.
    Peers are known by their PublicId; a PrivateId never comes here. Times are epoch seconds.
    Every method may raise `plong.protocol.errors.Unavailable`.
    """

    @abc.abstractmethod
    async def open(self) -> None:
        """Make the store ready; the caller owes a `close`. Raise `StoreError`."""

    @abc.abstractmethod
    async def close(self) -> None:
        """Finish what was begun and let go of the store. Closing twice is allowed."""

    @abc.abstractmethod
    async def secret(self, name: str, fresh: bytes) -> bytes:
        """Return the secret of this name: ``fresh`` the first time, the same ever after."""

    @abc.abstractmethod
    async def add_peer(self, peer: Peer, room: Room, place: int | None = None) -> None:
        """Add a new peer.

        Args:
            peer: who.
            room: how many there may be.
            place: a number of 64 bits, signed, that stands for an address; None: nobody counts.

        Raises:
            ServerFull: there are as many already.
            TooMany: there are as many from this place.
        """

    @abc.abstractmethod
    async def peer(self, public_id: str) -> Peer:
        """Return the peer of this PublicId. Raise `NoSuchPeer`."""

    @abc.abstractmethod
    async def claim(self, public_id: str, identity: Identity, now: float, room: Room) -> Claimed:
        """Let a passphrase stand for a peer, anew if it already does; this is a use of the peer.

        A live identity that is claimed anew is none more, and stays that of its first place.

        Raises:
            NoSuchPeer: the peer is not there.
            PassphraseTaken: a live identity of another peer has it.
            TooMany: this peer, or this place, has as many live ones as it may.
            ServerFull: there are as many identities as there may be.
        """

    @abc.abstractmethod
    async def find(self, digest: bytes, now: float) -> Peer:
        """Return whom a live identity stands for, and count the use. Raise `IdentityNotFound`."""

    @abc.abstractmethod
    async def remove_peer(self, public_id: str) -> Peer:
        """Remove a peer with its identities; return it. Raise `NoSuchPeer`."""

    @abc.abstractmethod
    async def touch(self, public_ids: Collection[str], now: float) -> None:
        """Note that these peers, as far as they exist, were in use until ``now``, or still are.

        ``now`` may lie ahead, and what was noted of a later time stays.
        """

    @abc.abstractmethod
    async def prune(self, now: float, unused_since: float) -> Collection[str]:
        """Remove dead identities, and peers not used after ``unused_since``; return the latter.

        A peer whose outbox or inbox has an open ping (`plong.store.post.base.Post`) stays.
        """

    @abc.abstractmethod
    async def counts(self, now: float) -> Counts:
        """Count the peers and the identities that live at ``now``."""
