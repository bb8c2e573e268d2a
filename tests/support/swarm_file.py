"""Owners of simulated nodes who want one file, and give it to others as soon as it is whole."""

from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256

from plong.protocol.lcdp.content.fetch import Fetch
from plong.protocol.lcdp.content.models import Question, State, Write
from plong.protocol.lcdp.content.serving import elsewhere, piece_of
from plong.protocol.lcdp.events import Adopted, Datagram, Event, Heard
from plong.protocol.lcdp.models import (
    Content,
    Endpoint,
    MaybeTheyHaveSome,
    Message,
    PleaseSendContent,
)
from plong.protocol.lcdp.node import LcdpNode
from plong.protocol.lcdp.packing import PIECE_BYTES
from plong.protocol.lcdp.provider import ContentProvider, ContentQuestion
from tests.support.swarm import Swarm, make_node

GIVING = 1.0
"""Seconds after a block in which its giver surely knows our cookie."""


class Copy(ContentProvider):
    """One node's copy of the file.

    Args:
        blocks: by their offset; all, or none yet.
    """

    def __init__(self, blocks: dict[int, bytes]) -> None:
        self.blocks = blocks
        self.is_whole = bool(blocks)
        self.givers: dict[Endpoint, int] = {}
        """How many blocks came from each."""

    @cached_property
    def _size(self) -> int:
        """Return the bytes of the file, once it is whole."""
        return sum(map(len, self.blocks.values()))

    @property
    def hash(self) -> str:
        return sha256(b"".join(self.blocks[at] for at in sorted(self.blocks))).hexdigest()

    def put(self, source: Endpoint, write: Write) -> None:
        self.blocks[write.offset] = write.data
        self.givers[source] = self.givers.get(source, 0) + 1

    def answer(self, question: ContentQuestion, requester: Endpoint, _: int) -> Sequence[Message]:
        """Give a piece, or name those who gave some."""
        if not isinstance(question, PleaseSendContent):
            return ()
        if not self.is_whole:
            others = elsewhere(question, self.givers, requester)
            return () if others is None else (others,)
        piece = piece_of(question, self._size)
        return () if piece is None else (piece.content(self.blocks[piece.offset][: piece.length]),)


class Getter:
    """Wants the file from a certain time on, as `plong.lcdp.download` does.

    Args:
        content_id: its SHA-256.
        node: which asks for it.
        copy: what it fills, and gives to others through that node.
        begins_at: in seconds.
        pool: the blocks of all copies, for memory's sake: those that are equal are one object.
    """

    def __init__(
        self,
        content_id: str,
        node: LcdpNode,
        copy: Copy,
        begins_at: float,
        pool: dict[bytes, bytes],
    ) -> None:
        self.node = node
        self.copy = copy
        self.next_at = begins_at
        self._id = content_id
        self._pool = pool
        self._fetch: Fetch | None = None
        self._given_at: dict[Endpoint, float] = {}

    @property
    def tries(self) -> int:
        """Return how often all together had the wrong hash."""
        return 0 if self._fetch is None else self._fetch.progress(0.0).tries

    def hear(self, event: Event, now: float) -> None:
        if self._fetch is None:
            return
        match event:
            case Adopted(peer):
                self._fetch.add([peer], now)
            case Heard(Content() as content, source):
                self._take(source, self._fetch.hear(source, content, now), now)
            case Heard(MaybeTheyHaveSome(content_id, peers), source) if content_id == self._id:
                self._fetch.suggest(source, peers)
        if self._fetch.state is not State.DONE:
            self.next_at = now

    def act(self, now: float) -> list[Datagram]:
        fetch = self._fetch = self._fetch or self._begun(now)
        if fetch.state is State.HASHING:
            self.copy.is_whole = self.copy.hash == self._id
            fetch.hashed(is_right=self.copy.is_whole, now=now)
        questions = fetch.ask(now)
        self.next_at = fetch.wakes_at(now)
        return [one for question in questions for one in self._say(question, now)]

    def _begun(self, now: float) -> Fetch:
        fetch = Fetch(self._id, now)
        fetch.add((peer.endpoint for peer in self.node.peers.rows()), now)
        return fetch

    def _take(self, source: Endpoint, write: Write | None, now: float) -> None:
        if write is not None:
            data = self._pool.setdefault(write.data, write.data)
            self.copy.put(source, Write(write.offset, data))
            self._given_at[source] = now

    def _say(self, question: Question, now: float) -> list[Datagram]:
        is_giving = now - self._given_at.get(question.to, 0.0) < GIVING
        say = self.node.say if is_giving else self.node.ask
        return say(question.to, [question.message])


class Crowd:
    """Nodes of which the first has a file that the others want, one after another.

    Args:
        data: the file.
        swarm: whose nodes these become; on such a network they know each other a while later.
        addresses: where they are.
    """

    def __init__(self, data: bytes, swarm: Swarm, addresses: Sequence[Endpoint]) -> None:
        self.content_id = sha256(data).hexdigest()
        self.origin = addresses[0]
        self.copies = {address: Copy({}) for address in addresses}
        self.copies[self.origin] = Copy(split(data))
        self.getters: dict[Endpoint, Getter] = {}
        self._swarm = swarm
        self._pool = {block: block for block in self.copies[self.origin].blocks.values()}
        for number, (address, copy) in enumerate(self.copies.items(), 1):
            swarm.add(address, make_node(number, (self.origin,) if number > 1 else (), copy))

    @property
    def are_all_whole(self) -> bool:
        return all(copy.is_whole for copy in self.copies.values())

    def want(self, interval: float) -> None:
        """Let one more want the file after each interval, in seconds."""
        for number, (address, copy) in enumerate(self.copies.items()):
            if address != self.origin:
                begins_at = self._swarm.now + number * interval
                node = self._swarm.nodes[address]
                getter = Getter(self.content_id, node, copy, begins_at, self._pool)
                self.getters[address] = self._swarm.owners[address] = getter

    def run(self, longest: float) -> float:
        """Let time go on until all have it; return for how many seconds that was."""
        begun_at = self._swarm.now
        while not self.are_all_whole and self._swarm.now - begun_at < longest:
            self._swarm.run(1.0)
        return self._swarm.now - begun_at


def split(data: bytes) -> dict[int, bytes]:
    """Return the blocks of a file by their offset."""
    return {at: data[at : at + PIECE_BYTES] for at in range(0, len(data), PIECE_BYTES)}
