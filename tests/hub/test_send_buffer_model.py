"""Send buffers in any order of events: nothing is lost, doubled or reordered."""

import asyncio

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from plong.hub.send_buffer import SendBuffer
from plong.protocol.messages import TEXT
from tests.support.fakes import FakeHolder, FakeSender, FakeWire, end_of_turn, make_flow

MESSAGES = 4
BYTES = 40
BIGGEST = 60
SENDERS = 3

senders = st.integers(0, SENDERS - 1)
sizes = st.integers(0, BIGGEST) | st.integers(0, 3)


class Sent:
    """A message as the test remembers it."""

    def __init__(self, payload: bytes, sender: FakeSender | None) -> None:
        self.payload = payload
        self.sender = sender


class Line(RuleBasedStateMachine):
    """A buffer over a wire that takes or refuses as it likes; the test keeps its own account."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.wire = FakeWire()
        self.senders = [FakeSender() for _ in range(SENDERS)]
        self.sent: list[Sent] = []
        self.unannounced = 0
        """Words whose cause was held already."""

    @initialize()
    def open(self) -> None:
        async def make() -> SendBuffer:
            flow = make_flow(MESSAGES, BYTES)
            self.share = FakeHolder(flow.memory, "192.0.2.1").share
            return SendBuffer(flow, self.wire, lambda: None, self.share)

        self.buffer = self.wire.buffer = self.runner.run(make())

    # What the account says

    @property
    def unsent(self) -> list[Sent]:
        """What has not left: still in the buffer, or taken by the wire and not sent."""
        gone = len(self.wire.written) - len(self.wire.unsent)
        return self.sent[gone:]

    def fills(self, share: float) -> bool:
        """Tell whether the unsent reach a share of either bound."""
        size = sum(len(one.payload) for one in self.unsent)
        return len(self.unsent) >= MESSAGES * share or size >= BYTES * share

    def exceeds_half(self) -> bool:
        size = sum(len(one.payload) for one in self.unsent)
        return len(self.unsent) > MESSAGES / 2 or size > BYTES / 2

    def new_payload(self, size: int) -> bytes:
        """Return a payload unlike all others, of about this size."""
        return b"%d:" % len(self.sent) + b"x" * size

    # What happens

    @rule(sender=senders, size=sizes)
    def put(self, sender: int, size: int) -> None:
        putting = self.senders[sender]
        if putting.is_held:  # what it sends waits elsewhere
            return
        message = Sent(self.new_payload(size), putting)
        self.sent.append(message)
        self.buffer.put(TEXT, message.payload, putting)
        assert putting.is_held == self.fills(1)

    @rule(sender=senders, size=sizes)
    def say(self, sender: int, size: int) -> None:
        cause = self.senders[sender]
        was_held = cause.is_held
        self.sent.append(Sent(self.new_payload(size), None))
        self.buffer.say(TEXT, self.sent[-1].payload, cause)
        assert cause.is_held == (was_held or self.fills(1))
        self.unannounced += was_held

    @rule(is_slow=st.booleans())
    def change_the_weather(self, is_slow: bool) -> None:
        self.wire.is_slow = is_slow

    @rule()
    def end_the_turn(self) -> None:
        self.runner.run(end_of_turn())
        assert self.wire.unsent or not self.unsent

    @precondition(lambda self: self.wire.unsent)
    @rule()
    def drain(self) -> None:
        held = [sender for sender in self.senders if sender.is_held]
        self.wire.drain()
        assert self.wire.unsent or not self.unsent
        for sender in held:
            assert sender.is_held == self.exceeds_half()

    # What always holds

    @invariant()
    def nothing_is_lost_doubled_or_reordered(self) -> None:
        payloads = [one.payload for one in self.sent]
        assert self.wire.payloads == payloads[: len(self.wire.written)]

    @invariant()
    def nobody_is_held_twice_or_without_a_timer(self) -> None:
        assert all(sender.holds in (0, 1) for sender in self.senders)
        if self.sent:
            assert self.buffer.stalled == any(sender.is_held for sender in self.senders)

    @invariant()
    def memory_is_bounded(self) -> None:
        assert len(self.unsent) <= MESSAGES + SENDERS + self.unannounced
        size = sum(len(one.payload) for one in self.unsent)
        assert size < BYTES + (1 + SENDERS + self.unannounced) * (BIGGEST + 5)

    @invariant()
    def what_waits_for_the_wire_is_counted(self) -> None:
        if hasattr(self, "buffer"):
            waiting = self.buffer.waiting_bytes if self.wire.unsent else 0
            uncounted = waiting - self.share.size
            assert uncounted < 4096 + BIGGEST + 5
            assert self.wire.unsent or not self.share.size

    @invariant()
    def nobody_hears_of_losses_that_are_none(self) -> None:
        assert not any(sender.losses for sender in self.senders)

    def teardown(self) -> None:
        if hasattr(self, "buffer"):
            unsent = self.unsent
            self.buffer.discard()
            for sender in self.senders:
                assert not sender.is_held
                assert sender.losses == sum(one.sender is sender for one in unsent)
        self.runner.close()


TestLine = Line.TestCase
TestLine.settings = settings(max_examples=150, stateful_step_count=40)
