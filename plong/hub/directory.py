"""Peers and their passphrases: ``ohai``, ``iam``, ``whois``, ``obai``."""

from collections.abc import Callable
from dataclasses import dataclass

from plong.config import Config
from plong.hub.clock import Clock
from plong.hub.guesses import Guesses
from plong.hub.hasher import Hasher
from plong.hub.limits import Tries
from plong.hub.placing import Placing
from plong.protocol.errors import NoSuchPeer
from plong.protocol.ids import PRIVATE_ID_BYTES, encode_id, is_private_id, public_id_of
from plong.protocol.models import Claimed, Counts, Greeting, Peer
from plong.protocol.requests import Claim, Find, Remove
from plong.protocol.sources import address_key
from plong.store.base import Identity, Room, Store


@dataclass(frozen=True, slots=True)
class Digests:
    """What is kept instead of passphrases and of addresses."""

    hasher: Hasher
    placing: Placing


class Directory:
    """Who is there, and who may be found by which passphrase."""

    def __init__(
        self,
        store: Store,
        digests: Digests,
        config: Config,
        clock: Clock,
        entropy: Callable[[int], bytes],
    ) -> None:
        self._store = store
        self._hasher = digests.hasher
        self._place_of = digests.placing.place_of
        self._config = config
        self._clock = clock
        self._entropy = entropy
        self._greetings = Tries(config.peers_per_minute)
        self._guesses = Guesses(config.passphrase_tries, config.passphrase_tries_total)
        self.reconfigure(config)

    def reconfigure(self, config: Config) -> None:
        """Go by another configuration."""
        self._config = config
        self._peers = Room(config.max_peers, config.peers_per_address)
        self._identities = Room(
            config.max_identities, config.identities_per_address, config.identities_per_peer
        )
        self._greetings.reconfigure(config.peers_per_minute)
        self._guesses.reconfigure(config.passphrase_tries, config.passphrase_tries_total)
        self._hasher.reconfigure(config.hash_queue)

    @property
    def hasher(self) -> Hasher:
        """Where passphrases are hashed."""
        return self._hasher

    async def greet(self, address: str) -> Greeting:
        """Make a peer for who asks from ``address``.

        Raises:
            Refusal: `RateLimited`, `TooMany` or `ServerFull`.
        """
        now = self._clock.now()
        self._greetings.spend(address_key(address), now)
        private_id = encode_id(self._entropy(PRIVATE_ID_BYTES))
        peer = Peer(public_id_of(private_id), now)
        await self._store.add_peer(peer, self._peers, self._place_of(address))
        return Greeting(private_id, peer)

    async def peer_by_private_id(self, private_id: str) -> Peer:
        """Return the peer that this secret proves. Raise `NoSuchPeer`."""
        return await self._store.peer(_public_id(private_id))

    async def peer(self, public_id: str) -> Peer:
        """Return the peer of this PublicId. Raise `NoSuchPeer`."""
        return await self._store.peer(public_id)

    async def claim(self, claim: Claim, own: str | None, address: str) -> Claimed:
        """Let a passphrase stand for a peer.

        Args:
            claim: what was asked.
            own: PublicId of the peer that asks, for a claim that names none.
            address: where the question comes from.

        Raises:
            Refusal: `NoSuchPeer`, `PassphraseTaken`, `RateLimited`, `TooMany` or `ServerFull`.
        """
        public_id = own
        if claim.private_id is not None or public_id is None:
            # Looked up before hashing: a secret that nobody has is cheap to refuse.
            public_id = (await self.peer_by_private_id(claim.private_id or "")).public_id
        digest = await self._digest(claim.passphrase, address)
        now = self._clock.now()
        expires_at = now + (claim.timeout or self._config.identity_timeout)
        identity = Identity(digest, expires_at, claim.uses, self._place_of(address))
        return await self._store.claim(public_id, identity, now, self._identities)

    async def find(self, find: Find, address: str) -> Peer:
        """Return whom a passphrase stands for. Raise `IdentityNotFound` or `RateLimited`."""
        digest = await self._digest(find.passphrase, address)
        return await self._store.find(digest, self._clock.now())

    async def _digest(self, passphrase: bytes, address: str) -> bytes:
        # Counted before hashing: a guess must cost the guesser, not the server.
        tried_little = self._guesses.spend(address_key(address), self._clock.now())
        return await self._hasher.digest(passphrase, may_fill=tried_little)

    async def remove(self, remove: Remove) -> Peer:
        """Forget a peer and its identities. Raise `NoSuchPeer`."""
        return await self._store.remove_peer(_public_id(remove.private_id))

    async def counts(self) -> Counts:
        """Count peers and live identities."""
        return await self._store.counts(self._clock.now())


def _public_id(private_id: str) -> str:
    """Return whom a secret proves. Raise `NoSuchPeer` if it cannot be one."""
    if not is_private_id(private_id):
        raise NoSuchPeer
    return public_id_of(private_id)
