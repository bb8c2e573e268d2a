"""What is in memory does, step by step, what is in SQLite."""

import asyncio
import math
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from plong.protocol.errors import Refusal
from plong.protocol.ping.models import BlockKind, Tier
from plong.protocol.ping.settings import Settings
from plong.protocol.ping.states import IllegalMove, ReceiverEvent, SenderEvent
from plong.store.base import Store
from plong.store.memory import MemoryStore
from plong.store.post.base import Post
from plong.store.post.memory import MemoryPost
from plong.store.post.names import Ages, Page
from plong.store.post.room import Limits, Share
from plong.store.post.sqlite import SqlitePost
from plong.store.sqlite import SqliteStore
from tests.support.peers import NOW, ROOMY, id_of, peer_of
from tests.support.post import (
    PLENTY,
    block_of,
    came,
    incoming_of,
    mask_of,
    outgoing_of,
    owner_of,
    pulled_of,
    sent,
    token_of,
)

OWNERS = ["", "alice"]
IDS = ["one", "two"]
NUMBERS = range(3)
ORIGINS = ["https://a.example.org", "https://b.example.org/at/x"]
MASKS = ["owl", "fox"]

owners = st.sampled_from(OWNERS)
ids = st.sampled_from(IDS)
origins = st.sampled_from(ORIGINS)
masks = st.sampled_from(MASKS)
seconds = st.integers(0, 4)
limits = st.sampled_from(
    [
        PLENTY,
        PLENTY,
        Limits(Share(2, 1100), Share(3, 10**6)),
        Limits(Share(9, 10**6), Share(9, 1400)),
    ]
)
keeping = st.sampled_from([0, 2, math.inf])
tokens = st.sampled_from([None, "a token"])

Question = Callable[[Post], Awaitable[object]]


class TwoPosts(RuleBasedStateMachine):
    """Every step is taken on both; the answers must be the same."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.serial = 0
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name, "plong.db")
        self.memory = MemoryStore()
        self.sqlite = SqliteStore(self.path)
        self.posts: Sequence[Post] = [MemoryPost(self.memory), SqlitePost(self.sqlite)]

    @initialize()
    def open(self) -> None:
        self.runner.run(self.sqlite.open())
        for store in self.stores:
            self.runner.run(store.add_peer(peer_of("alice", self.now), ROOMY))

    @property
    def stores(self) -> Sequence[Store]:
        return [self.memory, self.sqlite]

    def teardown(self) -> None:
        self.runner.run(self.sqlite.close())
        self.runner.close()
        self.folder.cleanup()

    def ask_both(self, question: Question) -> Any:
        return self.runner.run(self._ask_both(question))

    async def _ask_both(self, question: Question) -> Any:
        answers = [await _answer(question(post)) for post in self.posts]
        assert answers[0] == answers[1]
        return answers[0]

    @rule(step=seconds)
    def wait(self, step: int) -> None:
        self.now += step

    @rule()
    def replace_peer(self) -> None:
        """A peer goes, and comes back with nothing."""
        for store in self.stores:
            self.runner.run(store.remove_peer(id_of("alice")))
            self.runner.run(store.add_peer(peer_of("alice", self.now), ROOMY))

    @rule()
    def prune(self) -> None:
        """A peer goes, unless a ping of it is open, and comes back with nothing."""
        pruned = [self.runner.run(store.prune(self.now, self.now)) for store in self.stores]
        assert pruned[0] == pruned[1]
        if pruned[0]:
            for store in self.stores:
                self.runner.run(store.add_peer(peer_of("alice", self.now), ROOMY))

    @rule(owner=owners, origin=origins, wait=seconds, kept_for=keeping, limits=limits, token=tokens)
    def send(
        self,
        *,
        owner: str,
        origin: str,
        wait: int,
        kept_for: float,
        limits: Limits,
        token: str | None,
    ) -> None:
        self.serial += 1
        times: Any = {"created_at": self.now, "due_at": self.now + wait if wait < 4 else None}
        row = outgoing_of(owner, str(self.serial % 3), origin=origin, token=token, **times)
        key = sent(owner, row.ping_id)
        if not isinstance(self.ask_both(lambda post: post.outbox.get(key)), type(row)):
            self.ask_both(lambda post: post.outbox.add(row, limits, kept_for))

    @rule(owner=owners, number=st.sampled_from(NUMBERS), event=st.sampled_from(SenderEvent))
    def move_outgoing(self, owner: str, number: int, event: SenderEvent) -> None:
        key = sent(owner, str(number))
        self.ask_both(lambda post: post.outbox.move(key, event, self.now))

    @rule(owner=owners, number=st.sampled_from(NUMBERS), wait=st.none() | seconds)
    def try_to_deliver(self, owner: str, number: int, wait: int | None) -> None:
        key, at = sent(owner, str(number)), None if wait is None else self.now + wait
        self.ask_both(lambda post: post.outbox.tried(key, at, "/ping/public"))

    @rule(
        owner=owners,
        ping_id=ids,
        origin=origins,
        limits=limits,
        mask=st.sampled_from([None, None, *MASKS]),
    )
    def knock(
        self, owner: str, ping_id: str, origin: str, limits: Limits, mask: str | None
    ) -> None:
        row = incoming_of(owner, ping_id, origin=origin, received_at=self.now)
        mask_id = None if mask is None else id_of(mask)
        self.ask_both(lambda post: post.inbox.add(row, limits, mask_id))

    @rule(owner=owners, ping_id=ids, origin=origins, event=st.sampled_from(ReceiverEvent))
    def move_incoming(self, owner: str, ping_id: str, origin: str, event: ReceiverEvent) -> None:
        if event is not ReceiverEvent.PULL:
            key = came(owner, ping_id, origin)
            self.ask_both(lambda post: post.inbox.move(key, event, self.now))

    @rule(owner=owners, ping_id=ids, origin=origins, kept_for=keeping, limits=limits)
    def pull(self, owner: str, ping_id: str, origin: str, kept_for: float, limits: Limits) -> None:
        key = came(owner, ping_id, origin)
        row = incoming_of(owner, ping_id, origin=origin, received_at=self.now)
        self.ask_both(lambda post: post.inbox.add(row, PLENTY))
        pulled = pulled_of("Rain." * 50, kept_for=kept_for, ack_at=self.now, limits=limits)
        self.ask_both(lambda post: post.inbox.move(key, ReceiverEvent.PULL, self.now, pulled))

    @rule(owner=owners, ping_id=ids, origin=origins, wait=st.none() | seconds)
    def try_to_ack(self, owner: str, ping_id: str, origin: str, wait: int | None) -> None:
        key, at = came(owner, ping_id, origin), None if wait is None else self.now + wait
        self.ask_both(lambda post: post.inbox.ack_tried(key, at))

    @rule(owner=owners, value=ids, limit=seconds)
    def add_block(self, owner: str, value: str, limit: int) -> None:
        self.ask_both(lambda post: post.doors.add_block(block_of(owner, value), limit))

    @rule(owner=owners, value=ids)
    def remove_block(self, owner: str, value: str) -> None:
        name = owner_of(owner)
        self.ask_both(lambda post: post.doors.remove_block(name, BlockKind.HOST, value))

    @rule(
        owner=owners, name=masks, ttl=st.none() | seconds, single_pull=st.booleans(), limit=seconds
    )
    def add_mask(
        self, owner: str, name: str, ttl: int | None, single_pull: bool, limit: int
    ) -> None:
        at = None if ttl is None else self.now + ttl
        mask = mask_of(owner, name, created_at=self.now, expires_at=at, single_pull=single_pull)
        if self.ask_both(lambda post: post.doors.mask(mask.mask_id)) is None:
            self.ask_both(lambda post: post.doors.add_mask(mask, limit))

    @rule(owner=owners, name=masks, origin=origins)
    def revoke_mask(self, owner: str, name: str, origin: str) -> None:
        names = owner_of(owner), id_of(name), origin
        self.ask_both(lambda post: post.doors.revoke_mask(*names, self.now))

    @rule(owner=owners, name=masks, limit=seconds)
    def add_token(self, owner: str, name: str, limit: int) -> None:
        token = token_of(owner, name, created_at=self.now)
        if self.ask_both(lambda post: post.tokens.get(token.token_id)) is None:
            self.ask_both(lambda post: post.tokens.add(token, limit))

    @rule(owner=owners, name=masks)
    def remove_token(self, owner: str, name: str) -> None:
        names = owner_of(owner), id_of(name)
        self.ask_both(lambda post: post.tokens.remove(*names))

    @rule(owner=owners, door=st.sampled_from(Tier), kept_for=keeping)
    def change_settings(self, owner: str, door: Tier, kept_for: float) -> None:
        def change(old: Settings | None) -> Settings:
            old = old or Settings(60.0)
            turned: Any = {str(door): not old.opens(door)}
            return replace(old, **turned, kept_for=kept_for)

        self.ask_both(lambda post: post.doors.change_settings(owner_of(owner), change))

    @rule(outgoing=seconds, incoming=seconds, remembered=seconds)
    def expire(self, outgoing: int, incoming: int, remembered: int) -> None:
        ages = Ages(outgoing, incoming, remembered)
        self.ask_both(lambda post: post.expire(self.now, ages))

    @rule()
    def restart(self) -> None:
        """Memory would forget; the file must not."""
        self.runner.run(self.sqlite.close())
        self.sqlite = SqliteStore(self.path)
        self.runner.run(self.sqlite.open())
        self.posts = [self.posts[0], SqlitePost(self.sqlite)]

    @invariant()
    def hold_the_same(self) -> None:
        self.runner.run(self._hold_the_same())  # one run for all: to begin one takes longer

    async def _hold_the_same(self) -> None:
        held = [await _held(post, self.now) for post in self.posts]
        assert held[0] == held[1]


async def _held(post: Post, now: float) -> list[object]:
    """Return all that there is; what is asked at once has one turn of the store's thread."""
    of_owners = (one for owner in OWNERS for one in _owned(post, owner_of(owner)))
    of_names = (one for name in MASKS for one in _named(post, id_of(name)))
    return await asyncio.gather(*map(_answer, [*of_owners, *of_names, _due(post, now)]))


def _owned(post: Post, owner: str) -> list[Awaitable[object]]:
    return [
        _outgoing(post, owner),
        _incoming(post, owner),
        post.doors.blocks(owner),
        post.doors.masks(owner),
        post.doors.settings(owner),
        post.tokens.of(owner),
    ]


def _named(post: Post, name: str) -> list[Awaitable[object]]:
    return [post.doors.mask(name), post.tokens.get(name)]


async def _answer(question: Awaitable[object]) -> object:
    """Return the answer, or the name of the refusal."""
    try:
        return await question
    except (Refusal, IllegalMove) as refusal:
        return type(refusal).__name__


async def _answers(questions: Iterable[Awaitable[object]]) -> list[object]:
    return await asyncio.gather(*map(_answer, questions))


async def _outgoing(post: Post, owner: str) -> object:
    return await _answers(post.outbox.get(sent_by(owner, number)) for number in NUMBERS)


def sent_by(owner: str, number: int) -> Any:
    return sent("", str(number))._replace(owner=owner)


async def _incoming(post: Post, owner: str) -> object:
    named = await _answers(post.inbox.named(owner, ping_id) for ping_id in IDS)
    keys = [
        came("", ping_id, origin)._replace(owner=owner) for ping_id in IDS for origin in ORIGINS
    ]
    got = await _answers(map(post.inbox.get, keys))
    pages: list[Page] = []
    cursor = 0
    while not pages or not pages[-1].is_last:
        try:
            pages.append(await post.inbox.page(owner, cursor, 2))
        except Refusal:
            break
        cursor = pages[-1].cursor
    return named, got, [(page.rows, page.is_last) for page in pages]


async def _due(post: Post, now: float) -> object:
    """Return all that is due; whose turn it is, the two need not agree on."""
    knocks = {row.ping_id + row.owner for row in await post.outbox.due(now, 100, [], 100)}
    acks = {owed.key: owed.tries for owed in await post.inbox.unacknowledged(now, 100, [], 100)}
    return knocks, acks, await post.outbox.next_due_at(now), await post.inbox.next_owed_at(now)


TestTwoPosts = TwoPosts.TestCase
TestTwoPosts.settings = settings(max_examples=30, stateful_step_count=50)
