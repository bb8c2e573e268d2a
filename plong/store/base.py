"""The contract of a store: what survives a restart, and when it may be told."""

import abc
from collections.abc import Collection
from dataclasses import dataclass

from plong.protocol.models import Claimed, Counts, Peer
from plong.store.statistics import StoreStatistics


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


class Store(abc.ABC):
    """Peers and identities.

    A method returns when what it promises is committed, and raises before anything is changed.
    Peers are known by their PublicId; a PrivateId never comes here. Times are epoch seconds.
    Every method may raise `plong.protocol.errors.Unavailable`.
    """

    @property
    @abc.abstractmethod
    def statistics(self) -> StoreStatistics:
        """What it has done since it was made."""

    @abc.abstractmethod
    async def open(self) -> None:
        """Make the store ready; the caller owes a `close`. Raise `StoreError`."""

    @abc.abstractmethod
    async def close(self) -> None:
        """Finish what was begun and let go of the store. Closing twice is allowed."""

    @abc.abstractmethod
    async def probe(self) -> None:
        """Commit something that changes nothing, to learn whether promises can be kept."""

    @abc.abstractmethod
    async def secret(self, name: str, fresh: bytes) -> bytes:
        """Return the secret of this name: ``fresh`` the first time, the same ever after."""

    @abc.abstractmethod
    async def add_peer(self, peer: Peer, limit: int) -> None:
        """Add a new peer. Raise `ServerFull` if there are ``limit`` already."""

    @abc.abstractmethod
    async def peer(self, public_id: str) -> Peer:
        """Return the peer of this PublicId. Raise `NoSuchPeer`."""

    @abc.abstractmethod
    async def claim(self, public_id: str, identity: Identity, now: float, limit: int) -> Claimed:
        """Let a passphrase stand for a peer, anew if it already does; this is a use of the peer.

        Raises:
            NoSuchPeer: the peer is not there.
            PassphraseTaken: a live identity of another peer has it.
            ServerFull: there are ``limit`` identities already.
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
