"""One stream and its windows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.yamux.errors import AlreadyClosed
from plong.protocol.libp2p.yamux.frames import ACK, DATA, FIN, RST, SYN, WINDOW, WINDOW_UPDATE
from plong.protocol.libp2p.yamux.gate import Gate
from plong.protocol.libp2p.yamux.states import State
from plong.protocol.libp2p.yamux.stream import MAX_BODY, MAX_WINDOW, Stream
from tests.protocol.libp2p.yamux.wire import frames


class Bench:
    """A stream with nothing around it."""

    def __init__(self, *, is_ours: bool = False) -> None:
        self.written: list[bytes] = []
        self.forgotten: list[Stream] = []
        self.stream = Stream(1, self.written.append, self.forgotten.append, Gate(), is_ours=is_ours)

    def said(self) -> list[tuple[int, int, int, bytes]]:
        """Return kind, flags, length and body of what was written since it was asked last."""
        wire = b"".join(self.written)
        self.written.clear()
        return [(kind, flags, length, body) for kind, flags, _, length, body in frames(wire)]


def answered(*, is_ours: bool = False) -> Bench:
    bench = Bench(is_ours=is_ours)
    bench.stream.is_acknowledged = True
    bench.said()
    return bench


def test_it_is_opened_by_a_window_update_of_nothing() -> None:
    bench = Bench(is_ours=True)
    assert bench.said() == [(WINDOW_UPDATE, SYN, 0, b"")]
    bench.stream.send(b"text")
    assert bench.said() == [(DATA, 0, 4, b"text")]


def test_the_first_word_acknowledges_it() -> None:
    for say, kind in ((Stream.accept, WINDOW_UPDATE), (Stream.close, WINDOW_UPDATE)):
        bench = Bench()
        say(bench.stream)
        assert [(kind, flags & ACK) for kind, flags, *_ in bench.said()] == [(kind, ACK)]
    bench = Bench()
    bench.stream.send(b"one")
    bench.stream.send(b"two")
    bench.stream.accept()
    assert bench.said() == [(DATA, ACK, 3, b"one"), (DATA, 0, 3, b"two")]


def test_what_waits_is_held_until_it_is_sent_or_consumed() -> None:
    bench = answered()
    stream = bench.stream
    stream.take(WINDOW - 1)
    stream.send(bytes(WINDOW + 5))
    assert stream.held == WINDOW - 1 + 5
    stream.consume(10)  # too little to be told
    assert stream.held == WINDOW - 11 + 5
    stream.consume(WINDOW - 11)
    assert stream.held == 5
    stream.widen(5)
    assert stream.held == 0


def test_nothing_is_nothing() -> None:
    bench = Bench()
    bench.stream.send(b"")
    bench.stream.consume(0)
    assert bench.said() == []


def test_long_data_is_cut() -> None:
    bench = answered()
    bench.stream.send(bytes(MAX_BODY + 1))
    assert [length for _, _, length, _ in bench.said()] == [MAX_BODY, 1]


def test_no_more_is_sent_than_the_window_takes() -> None:
    bench = answered()
    bench.stream.send(bytes(WINDOW - 1))
    bench.said()
    bench.stream.send(b"ab")
    assert bench.said() == [(DATA, 0, 1, b"a")]
    bench.stream.send(b"cd")
    assert (bench.stream.send_window, bench.stream.queued) == (0, 3)
    assert not bench.stream.widen(0)
    assert not bench.stream.widen(2)
    assert bench.said() == [(DATA, 0, 2, b"bc")]
    assert bench.stream.widen(2)
    assert bench.said() == [(DATA, 0, 1, b"d")]
    assert (bench.stream.send_window, bench.stream.queued) == (1, 0)
    assert not bench.stream.widen(1)


def test_an_end_drops_nothing() -> None:
    bench = answered()
    bench.stream.send(bytes(WINDOW) + b"queued")
    bench.said()
    bench.stream.close()
    assert bench.said() == []
    assert not bench.stream.is_over
    assert bench.stream.widen(9)
    assert bench.said() == [(DATA, 0, 6, b"queued"), (WINDOW_UPDATE, FIN, 0, b"")]
    assert bench.stream.state is State.LOCAL_CLOSE
    bench.stream.close()
    assert bench.said() == []


def test_nothing_is_sent_behind_its_end() -> None:
    bench = answered()
    bench.stream.close()
    with pytest.raises(AlreadyClosed, match="Stream 1"):
        bench.stream.send(b"more")


def test_both_halves_end_it() -> None:
    for moves in ((Stream.close, Stream.finish), (Stream.finish, Stream.close)):
        bench = answered()
        for move in moves:
            assert bench.forgotten == []
            move(bench.stream)
        assert bench.forgotten == [bench.stream]
        assert bench.stream.state is State.CLOSED
        assert bench.stream.is_over


def test_an_end_said_twice_is_news_once() -> None:
    stream = answered().stream
    assert [stream.finish(), stream.finish()] == [True, False]
    stream.close()
    assert not stream.finish()


def test_a_reset_drops_what_is_queued() -> None:
    bench = answered()
    bench.stream.send(bytes(WINDOW + 1))
    bench.said()
    bench.stream.reset()
    assert bench.said() == [(WINDOW_UPDATE, RST, 0, b"")]
    assert (bench.stream.queued, bench.stream.state) == (0, State.RESET)
    assert bench.forgotten == [bench.stream]


def test_what_is_over_can_be_told_anything() -> None:
    bench = answered()
    bench.stream.take(9)
    bench.stream.end()
    bench.stream.send(b"more")
    bench.stream.close()
    bench.stream.reset()
    bench.stream.accept()
    bench.stream.consume(9)
    assert bench.said() == []
    assert len(bench.forgotten) == 1


def test_a_window_is_told_when_half_of_it_was_consumed() -> None:
    bench = answered()
    half = WINDOW // 2
    bench.stream.take(WINDOW)
    bench.stream.consume(half - 1)
    assert (bench.stream.receive_window, bench.said()) == (0, [])
    bench.stream.consume(1)
    assert (bench.stream.receive_window, bench.said()) == (half, [(WINDOW_UPDATE, 0, half, b"")])
    bench.stream.consume(half)
    assert bench.stream.receive_window == WINDOW


def test_who_has_finished_needs_no_window() -> None:
    bench = answered()
    bench.stream.take(WINDOW)
    bench.stream.finish()
    bench.stream.consume(WINDOW)
    assert bench.said() == []


def test_only_what_was_received_can_be_consumed() -> None:
    stream = answered().stream
    stream.take(10)
    stream.consume(4)
    with pytest.raises(ValueError, match="7 bytes were consumed"):
        stream.consume(7)
    stream.consume(6)


def test_who_sends_more_than_the_window_breaks_the_rules() -> None:
    stream = answered().stream
    stream.take(WINDOW - 1)
    with pytest.raises(ProtocolViolation, match="more data than its window"):
        stream.take(2)
    stream.take(1)
    with pytest.raises(ProtocolViolation, match="more data than its window"):
        stream.take(1)
    stream.take(0)


def test_there_is_no_data_behind_its_end() -> None:
    stream = answered().stream
    stream.finish()
    stream.take(0)
    with pytest.raises(ProtocolViolation, match="data behind its end"):
        stream.take(1)


def test_no_window_is_wider_than_can_be() -> None:
    stream = answered().stream
    stream.widen(MAX_WINDOW - WINDOW)
    with pytest.raises(ProtocolViolation, match="too wide"):
        stream.widen(1)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3 * WINDOW)), max_size=12))
def test_the_window_is_never_negative_and_never_idle(steps: list[tuple[bool, int]]) -> None:
    bench = answered()
    allowed, asked, sent = WINDOW, 0, 0
    for is_sent, count in steps:
        if is_sent:
            bench.stream.send(bytes(count))
            asked += count
        else:
            bench.stream.widen(count)
            allowed += count
        sent += sum(length for _, _, length, _ in bench.said())
        assert sent == min(asked, allowed)
        assert bench.stream.send_window == allowed - sent
        assert bench.stream.queued == asked - sent
