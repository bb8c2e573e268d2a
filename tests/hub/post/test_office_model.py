"""Two post offices, and everything that can go wrong between them.

Content is never lost before its acknowledgement, never served after it; a state never moves back;
each ping ends.
"""

import asyncio
from collections import deque
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from plong.protocol.errors import Refusal
from plong.protocol.ping.errors import Gone, NotPulled
from plong.protocol.ping.models import (
    Incoming,
    Outgoing,
    ReceiverState,
    SenderState,
)
from plong.protocol.ping.schedule import INTERVAL
from plong.store.post.names import IncomingKey, OutgoingKey, key_of_incoming
from plong.store.post.stages import has_ended
from tests.support.post import owner_of
from tests.support.town import Branch, Fate, Town, fields_of, settle

MAX_AGE = 30 * 86400
SENDERS = ["", "alice"]
RECEIVERS = ["", "bob"]
S, R = SenderState, ReceiverState
SENDER_ORDER = [S.PING_EXISTS, S.PING_RECEIVED, S.CONTENT_PULLED, S.ACKNOWLEDGED, S.EXPIRED]
RECEIVER_ORDER = [R.PING_RECEIVED, R.CONTENT_PULLED, R.ACKNOWLEDGED, R.IGNORED, R.EXPIRED]
"""A state may change to one behind it; the last ones to none."""
WAITS = [1.0, 10.0, 200.0, 4000.0, 26_000.0, 86_400.0, 10 * 86_400.0]

indexes = st.integers(0, 20)
fates = st.lists(st.none() | st.sampled_from(Fate), max_size=4)


class TwoOffices(RuleBasedStateMachine):
    """Here is sent, there is received; `Fate` decides about what goes between them."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.sent: list[Outgoing] = []
        self.receiver_of: dict[str, str] = {}
        self.sender_states: dict[str, SenderState] = {}
        self.receiver_states: dict[str, ReceiverState] = {}
        self.arrived: set[str] = set()
        """Pings whose contents are stored there."""
        self.pulls: list[asyncio.Task[None]] = []

    @initialize()
    def open(self) -> None:
        async def make() -> None:
            self.town = Town()
            self.here = Branch(self.town, "here.example", ping_max_age=MAX_AGE)
            # What was pulled is archived there, so that a test can look it up.
            self.there = Branch(self.town, "there.example", ping_max_age=MAX_AGE, ping_kept_for=1e9)
            await self.here.move_in("alice")
            await self.there.move_in("bob")
            self.here.open()
            self.there.open()

        self.runner.run(make())

    def do(self, work: Coroutine[Any, Any, None]) -> None:
        async def work_and_settle() -> None:
            await work
            await settle()

        self.runner.run(work_and_settle())

    def pick(self, index: int) -> Outgoing:
        return self.sent[index % len(self.sent)]

    def receiver(self, row: Outgoing) -> str:
        return owner_of(self.receiver_of[row.ping_id])

    # Events

    @rule(decreed=fates)
    def decree(self, decreed: list[Fate | None]) -> None:
        self.town.fates.extend(decreed)

    @rule(sender=st.sampled_from(SENDERS), receiver=st.sampled_from(RECEIVERS))
    def send(self, sender: str, receiver: str) -> None:
        async def send() -> None:
            content = f"content {len(self.sent)}"
            row = await self.here.send(sender, self.there.address(receiver), content)
            self.sent.append(row)
            self.receiver_of[row.ping_id] = receiver

        self.do(send())

    @precondition(lambda self: self.sent)
    @rule(index=indexes, decreed=fates)
    def pull(self, index: int, decreed: list[Fate | None]) -> None:
        row = self.pick(index)
        self.town.fates = deque(decreed)  # of the pull and its acknowledgement

        async def pull() -> None:
            with suppress(Refusal):
                pulled = await self.there.office.pull(self.receiver(row), row.ping_id)
                assert pulled.content == row.content

        async def begin() -> None:
            self.pulls.append(asyncio.create_task(pull()))

        self.do(begin())

    @precondition(lambda self: self.sent)
    @rule(index=indexes)
    def ignore(self, index: int) -> None:
        row = self.pick(index)
        self.do(self.there.office.incomings.ignore(self.receiver(row), row.ping_id))

    @precondition(lambda self: self.sent)
    @rule(index=indexes)
    def acknowledge_too_early(self, index: int) -> None:
        """A stranger acknowledges what nobody has pulled."""
        row = self.pick(index)

        async def acknowledge() -> None:
            if self.sender_states[row.ping_id] in {S.PING_EXISTS, S.PING_RECEIVED}:
                with pytest.raises(NotPulled):
                    await self.here.office.outgoings.acknowledge(row.owner, row.ping_id)

        self.do(acknowledge())

    @precondition(lambda self: self.town.late)
    @rule(index=indexes)
    def arrive(self, index: int) -> None:
        self.do(self.town.arrive(index))

    @rule()
    def give_up(self) -> None:
        async def give_up() -> None:
            self.town.give_up()

        self.do(give_up())

    @rule(receiver=st.sampled_from(RECEIVERS), is_open=st.booleans())
    def open_or_close(self, receiver: str, is_open: bool) -> None:
        """A closed door puts pings off, and loses none."""

        async def change() -> None:
            fields = fields_of({"public": is_open})
            await self.there.office.doors.change_settings(owner_of(receiver), fields)

        self.do(change())

    @rule(seconds=st.sampled_from(WAITS))
    def wait(self, seconds: float) -> None:
        async def wait() -> None:
            self.town.clock.time += seconds
            self.here.wake()
            self.there.wake()

        self.do(wait())

    @rule()
    def sweep(self) -> None:
        async def sweep() -> None:
            await self.here.office.janitor.sweep()
            await self.there.office.janitor.sweep()

        self.do(sweep())

    @rule()
    def restart_here(self) -> None:
        async def restart() -> None:
            await self.here.kill()
            self.here.open()

        self.do(restart())

    @rule()
    def restart_there(self) -> None:
        async def restart() -> None:
            for task in self.pulls:
                task.cancel()
            await asyncio.gather(*self.pulls, return_exceptions=True)
            await self.there.kill()
            self.there.open()

        self.do(restart())

    # What must hold

    @invariant()
    def the_rules_hold(self) -> None:
        async def check() -> None:
            for row in self.sent:
                await self._check_receiver(row)
                await self._check_sender(row)

        self.runner.run(check())

    async def _check_sender(self, sent: Outgoing) -> None:
        row = await self._row_here(sent)
        if row is None:
            return
        old = self.sender_states.get(row.ping_id, S.PING_EXISTS)
        assert row.state is old or not has_ended(old)
        assert SENDER_ORDER.index(row.state) >= SENDER_ORDER.index(old)
        self.sender_states[row.ping_id] = row.state
        if row.state is S.ACKNOWLEDGED:
            assert row.ping_id in self.arrived, "acknowledged, and lost"
        if self.receiver_states.get(row.ping_id) is R.ACKNOWLEDGED:
            assert has_ended(row.state), "thought to be acknowledged, and still kept"
        await self._check_served(row, sent.content)

    async def _check_served(self, row: Outgoing, content: str) -> None:
        look = self.here.office.outgoings.look
        if not has_ended(row.state):
            assert (await look(row.owner, row.ping_id)).content == content
            return
        for ask in (look, self.here.office.outgoings.serve):
            with pytest.raises(Gone):
                await ask(row.owner, row.ping_id)

    async def _check_receiver(self, sent: Outgoing) -> None:
        row = await self._row_there(sent)
        if row is None:
            return
        old = self.receiver_states.get(sent.ping_id, R.PING_RECEIVED)
        assert row.state is old or not has_ended(old)
        assert RECEIVER_ORDER.index(row.state) >= RECEIVER_ORDER.index(old)
        self.receiver_states[sent.ping_id] = row.state
        if row.state in {R.CONTENT_PULLED, R.ACKNOWLEDGED}:
            assert row.content == sent.content
            owner = self.receiver(sent)
            assert await self.there.office.incomings.kept(owner, sent.ping_id, sent.origin) == row
            self.arrived.add(sent.ping_id)

    async def _row_here(self, sent: Outgoing) -> Outgoing | None:
        """Return a row, None once it is forgotten, which only ended ones are."""
        try:
            return await self.here.post.outbox.get(OutgoingKey(sent.owner, sent.ping_id))
        except Refusal:
            assert has_ended(self.sender_states[sent.ping_id])
            return None

    async def _row_there(self, sent: Outgoing) -> Incoming | None:
        key = IncomingKey(self.receiver(sent), sent.origin, sent.ping_id)
        try:
            row = await self.there.post.inbox.get(key)
        except Refusal:
            known = self.receiver_states.pop(sent.ping_id, R.EXPIRED)
            assert has_ended(known)
            return None
        assert key_of_incoming(row) == key
        return row

    # In the end

    def teardown(self) -> None:
        try:
            self._hear_all()
            self._end_all()
        finally:
            self.runner.run(self._leave())
            self.runner.close()

    def _hear_all(self) -> None:
        """When nothing goes wrong any more, everybody hears, and every pull is confirmed."""
        self.town.fates.clear()
        self.give_up()
        for receiver in RECEIVERS:
            self.open_or_close(receiver, True)
        until = self.town.clock.now() + 3 * INTERVAL
        rows = [row for row in self.sent if row.created_at + MAX_AGE > until]
        self.wait(1.3 * INTERVAL)
        self.the_rules_hold()
        assert S.PING_EXISTS not in {self.sender_states[row.ping_id] for row in rows}
        assert {row.ping_id for row in rows} <= set(self.receiver_states)
        assert R.CONTENT_PULLED not in self.receiver_states.values()

    def _end_all(self) -> None:
        self.wait(MAX_AGE)
        self.sweep()
        self.the_rules_hold()
        assert all(map(has_ended, self.sender_states.values()))
        assert all(map(has_ended, self.receiver_states.values()))

    async def _leave(self) -> None:
        for task in self.pulls:
            task.cancel()
        await asyncio.gather(*self.pulls, return_exceptions=True)
        await self.here.kill()
        await self.there.kill()


TestTwoOffices = TwoOffices.TestCase
TestTwoOffices.settings = settings(max_examples=100, stateful_step_count=40)
