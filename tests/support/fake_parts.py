"""What a hub leans on, faked: engine, hasher, store."""

import asyncio
import hashlib
from collections.abc import Callable, Collection

from plong.engine.base import Engine, Envelope, Node, Notice
from plong.hub.hasher import SALT_BYTES, Hasher
from plong.protocol.errors import NoSuchPeer, NotConnected, Refusal, Unavailable
from plong.protocol.models import Peer
from plong.store.memory import MemoryStore


class FakeEngine(Engine):
    """Remembers what it was asked to carry; nobody else is there."""

    def __init__(self) -> None:
        self.attached_peers: list[str] = []
        self.notices: list[Notice] = []
        self.envelopes: list[Envelope] = []
        self.answers_later = False
        self._unanswered: list[Callable[[Refusal], None]] = []

    async def start(self, node: Node) -> None:
        pass

    async def stop(self) -> None:
        pass

    def attached(self, peer: str) -> None:
        self.attached_peers.append(peer)

    def detached(self, peer: str) -> None:
        self.attached_peers.remove(peer)

    def forward(self, envelope: Envelope, undelivered: Callable[[Refusal], None]) -> None:
        self.envelopes.append(envelope)
        self._unanswered.append(undelivered)
        if not self.answers_later:
            self.answer()

    def answer(self) -> None:
        """Say of every envelope that it could not be delivered."""
        unanswered, self._unanswered = self._unanswered, []
        for undelivered in unanswered:
            undelivered(NotConnected())

    def announce(self, notice: Notice) -> None:
        self.notices.append(notice)

    def take_notices(self) -> list[Notice]:
        notices, self.notices = self.notices, []
        return notices


class FakeHasher(Hasher):
    """Hashes at once, and counts."""

    def __init__(self) -> None:
        super().__init__(bytes(SALT_BYTES), max_waiting=1)
        self.digests = 0

    async def digest(self, passphrase: bytes, *, may_fill: bool = True) -> bytes:  # noqa: ARG002
        self.digests += 1
        return hashlib.sha256(passphrase).digest()


class FakeStore(MemoryStore):
    """Can be full, and can keep its answers back."""

    def __init__(self) -> None:
        super().__init__()
        self.is_full = False
        self.refused = asyncio.Event()
        """Somebody was refused because it is full."""
        self.asked = asyncio.Event()
        """Somebody waits for a peer."""
        self.answers = asyncio.Event()
        """Cleared, nobody is told of any peer."""
        self.answers.set()

    async def peer(self, public_id: str) -> Peer:
        self.asked.set()
        await self.answers.wait()
        return await super().peer(public_id)

    async def touch(self, public_ids: Collection[str], now: float) -> None:
        if self.is_full:
            self.refused.set()
            raise Unavailable
        await super().touch(public_ids, now)

    async def has(self, public_id: str) -> bool:
        try:
            await super().peer(public_id)
        except NoSuchPeer:
            return False
        return True
