"""The memory store does, step by step, what the SQLite store does."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from plong.protocol.errors import Refusal
from plong.store.base import Identity, Room, Store
from plong.store.memory import MemoryStore
from plong.store.sqlite import SqliteStore
from tests.support.peers import NOW, digest_of, id_of, peer_of

NAMES = ["alice", "bob", "carol", "dave"]
PASSPHRASES = ["otter", "heron", "newt"]

names = st.sampled_from(NAMES)
passphrases = st.sampled_from(PASSPHRASES)
seconds = st.integers(0, 4)
limits = st.integers(1, 4)
rooms = st.builds(Room, limits, limits, limits)
places = st.sampled_from([None, 1, -2])


class TwoStores(RuleBasedStateMachine):
    """Every step is taken on both stores; the answers must be the same."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name, "plong.db")
        self.memory = MemoryStore()
        self.sqlite = SqliteStore(self.path)

    @initialize()
    def open(self) -> None:
        self.runner.run(self.sqlite.open())

    def teardown(self) -> None:
        self.runner.run(self.sqlite.close())
        self.runner.close()
        self.folder.cleanup()

    def ask_both(self, question: Callable[[Store], Awaitable[object]]) -> object:
        answers = [self.runner.run(_answer(question(store))) for store in self.stores]
        assert answers[0] == answers[1]
        return answers[0]

    @property
    def stores(self) -> list[Store]:
        return [self.memory, self.sqlite]

    @rule(step=seconds)
    def wait(self, step: int) -> None:
        self.now += step

    @rule(name=names, room=rooms, place=places)
    def add_peer(self, name: str, room: Room, place: int | None) -> None:
        if self.runner.run(_answer(self.memory.peer(id_of(name)))) == "NoSuchPeer":
            peer = peer_of(name, self.now)
            self.ask_both(lambda store: store.add_peer(peer, room, place))

    @rule(
        name=names,
        passphrase=passphrases,
        lifetime=seconds,
        uses=st.none() | st.integers(1, 3),
        place=places,
        room=rooms,
    )
    def claim(  # noqa: PLR0917  # all that can differ
        self,
        name: str,
        passphrase: str,
        lifetime: int,
        uses: int | None,
        place: int | None,
        room: Room,
    ) -> None:
        identity = Identity(digest_of(passphrase), self.now + lifetime, uses, place)
        self.ask_both(lambda store: store.claim(id_of(name), identity, self.now, room))

    @rule(passphrase=passphrases)
    def find(self, passphrase: str) -> None:
        self.ask_both(lambda store: store.find(digest_of(passphrase), self.now))

    @rule(name=names)
    def remove_peer(self, name: str) -> None:
        self.ask_both(lambda store: store.remove_peer(id_of(name)))

    @rule(touched=st.lists(names, max_size=3))
    def touch(self, touched: list[str]) -> None:
        self.ask_both(lambda store: store.touch([id_of(name) for name in touched], self.now))

    @rule(age=seconds)
    def prune(self, age: int) -> None:
        self.ask_both(lambda store: _pruned(store, self.now, self.now - age))

    @rule(name=st.sampled_from(["passphrases", "cookies"]), fresh=st.binary(max_size=3))
    def secret(self, name: str, fresh: bytes) -> None:
        self.ask_both(lambda store: store.secret(name, fresh))

    @rule()
    def restart(self) -> None:
        """Memory would forget; the file must not."""
        self.runner.run(self.sqlite.close())
        self.sqlite = SqliteStore(self.path)
        self.runner.run(self.sqlite.open())

    @invariant()
    def hold_the_same(self) -> None:
        self.ask_both(lambda store: store.counts(self.now))
        for name in NAMES:
            self.ask_both(lambda store, name=name: store.peer(id_of(name)))  # type: ignore[misc]  # a default


async def _answer(question: Awaitable[object]) -> object:
    """Return the answer, or the name of the refusal."""
    try:
        return await question
    except Refusal as refusal:
        return type(refusal).__name__


async def _pruned(store: Store, now: float, unused_since: float) -> set[str]:
    return set(await store.prune(now, unused_since))


TestTwoStores = TwoStores.TestCase
TestTwoStores.settings = settings(max_examples=40, stateful_step_count=40)
