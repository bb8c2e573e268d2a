"""Two sessions, and a pipe between them that delivers when and as it likes."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from plong.protocol.libp2p.yamux.events import (
    Aborted,
    Answered,
    Drained,
    Event,
    Finished,
    Opened,
    Received,
    WentAway,
)
from plong.protocol.libp2p.yamux.frames import WINDOW
from plong.protocol.libp2p.yamux.session import Session
from plong.protocol.libp2p.yamux.stream import Stream

MAX_STREAMS = 3
SIDES = st.sampled_from([0, 1])
PICKS = st.integers(0, 99)
SIZES = st.sampled_from([1, 32, 1000, WINDOW // 2, WINDOW - 1, WINDOW, WINDOW + 1, 3 * WINDOW // 2])
PATTERN = bytes(range(251)) * (3 * WINDOW // 251)


class End:
    """What one side of a stream has done and seen."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.sent = 0
        self.heard = 0
        self.unread = 0
        self.has_closed = self.has_heard_end = False
        self.was_aborted = self.has_reset = False

    def next_words(self, size: int) -> bytes:
        """Return bytes that can be told from those before and behind them."""
        begin = (self.sent + self.stream.id) % 251
        self.sent += size
        return PATTERN[begin : begin + size]

    def hear(self, data: bytes, sender: "End") -> None:
        assert not self.has_heard_end
        begin = (self.heard + self.stream.id) % 251
        assert data == PATTERN[begin : begin + len(data)]
        self.heard += len(data)
        self.unread += len(data)
        assert self.heard <= sender.sent
        assert self.unread <= WINDOW


class Side:
    """A session, those who use its streams, and the pipe away from it."""

    def __init__(self, *, is_client: bool) -> None:
        self.session = Session(is_client=is_client, max_streams=MAX_STREAMS)
        self.ends: dict[int, End] = {}
        self.pipe = bytearray()
        self.pings: list[int] = []
        self.has_gone = False

    def pick(self, number: int) -> End | None:
        """Return one of them, preferably one that something can happen to."""
        ends = [end for end in self.ends.values() if not end.stream.is_over or number % 5 == 0]
        return ends[number % len(ends)] if ends else None

    def flush(self) -> None:
        self.pipe += self.session.data_to_send()


class TwoSessions(RuleBasedStateMachine):
    """All that both may do, in any order."""

    @initialize()
    def connect(self) -> None:
        self.sides = Side(is_client=True), Side(is_client=False)
        self.last_ping = 0

    @rule(at=SIDES)
    def open(self, at: int) -> None:
        side = self.sides[at]
        if side.session._is_ending:
            return
        stream = side.session.open()
        side.ends[stream.id] = End(stream)

    @rule(at=SIDES, number=PICKS, size=SIZES)
    def send(self, at: int, number: int, size: int) -> None:
        end = self.sides[at].pick(number)
        if end and not end.has_closed and not end.stream.is_over:
            end.stream.send(end.next_words(size))

    @rule(at=SIDES, number=PICKS)
    def accept(self, at: int, number: int) -> None:
        if end := self.sides[at].pick(number):
            end.stream.accept()

    @rule(at=SIDES, number=PICKS)
    def close(self, at: int, number: int) -> None:
        if end := self.sides[at].pick(number):
            end.has_closed = end.has_closed or not end.stream.is_over
            end.stream.close()

    @rule(at=SIDES, number=PICKS, chance=st.integers(0, 4))
    def reset(self, at: int, number: int, chance: int) -> None:
        end = self.sides[at].pick(number)
        if end and chance == 0:
            end.has_reset = end.has_reset or not end.stream.is_over
            end.stream.reset()

    @rule(at=SIDES, number=PICKS, share=st.sampled_from([0.1, 0.5, 1, 1]))
    def consume(self, at: int, number: int, share: float) -> None:
        if end := self.sides[at].pick(number):
            self.read(end, int(end.unread * share))

    @rule(at=SIDES)
    def ping(self, at: int) -> None:
        self.last_ping += 1
        self.sides[at].session.ping(self.last_ping)
        self.sides[at].pings.append(self.last_ping)

    @rule(at=SIDES, chance=st.integers(0, 19))
    def go_away(self, at: int, chance: int) -> None:
        if chance == 0:
            self.sides[at].session.go_away()

    @precondition(lambda self: any(side.pipe or side.session._output for side in self.sides))
    @rule(
        at=SIDES,
        size=st.one_of(st.integers(1, 40), st.integers(1, 2 * WINDOW), st.just(9 * WINDOW)),
    )
    def deliver(self, at: int, size: int) -> None:
        here, there = self.sides[at], self.sides[1 - at]
        here.flush()
        data = bytes(here.pipe[:size])
        del here.pipe[:size]
        for event in there.session.receive(data):
            self.take(there, here, event)

    def take(self, side: Side, other: Side, event: Event) -> None:
        match event:
            case Opened(stream):
                assert stream.id not in side.ends
                side.ends[stream.id] = End(stream)
            case Received(stream, data):
                side.ends[stream.id].hear(data, other.ends[stream.id])
            case Finished(stream):
                assert other.ends[stream.id].has_closed
                assert side.ends[stream.id].heard == other.ends[stream.id].sent
                assert not side.ends[stream.id].has_heard_end
                side.ends[stream.id].has_heard_end = True
            case Aborted(stream):
                side.ends[stream.id].was_aborted = True
            case Drained(stream):
                assert stream.queued == 0
            case Answered(value):
                assert side.pings.pop(0) == value
            case WentAway(code):
                assert code == 0

    def read(self, end: End, count: int) -> None:
        end.unread -= count
        end.stream.consume(count)

    @invariant()
    def windows_are_windows(self) -> None:
        if not hasattr(self, "sides"):
            return
        for side in self.sides:
            for end in side.ends.values():
                assert 0 <= end.stream.receive_window <= WINDOW
                assert 0 <= end.stream.send_window <= WINDOW

    @invariant()
    def streams_are_counted(self) -> None:
        if not hasattr(self, "sides"):
            return
        for side in self.sides:
            streams = side.session.streams.values()
            assert sum(not stream.is_ours for stream in streams) <= MAX_STREAMS
            ours = [stream for stream in streams if stream.is_ours]
            assert side.session._roster._unacknowledged == sum(not s.is_acknowledged for s in ours)

    def teardown(self) -> None:
        """When all is delivered and read, both agree on everything."""
        if not hasattr(self, "sides"):
            return
        self.read_all()
        while any(side.pipe or side.session._output for side in self.sides):
            self.deliver(0, 2**30)
            self.deliver(1, 2**30)
            self.read_all()
        for here, there in (self.sides, self.sides[::-1]):
            assert here.pings == []
            for number, end in here.ends.items():
                self.compare(end, there.ends.get(number))

    def read_all(self) -> None:
        for side in self.sides:
            for end in side.ends.values():
                self.read(end, end.unread)

    def compare(self, end: End, other: End | None) -> None:
        if other is None:  # beyond the cap, or the other side has gone away
            assert end.was_aborted or end.has_reset
        elif not {end.has_reset, end.was_aborted, other.has_reset, other.was_aborted} & {True}:
            assert other.heard == end.sent
            assert other.has_heard_end is end.has_closed
            assert end.stream.queued == 0
            assert end.stream.is_over is (end.has_closed and other.has_closed)


TwoSessions.TestCase.settings = settings(max_examples=100, stateful_step_count=60)
test_two_sessions_agree = TwoSessions.TestCase
