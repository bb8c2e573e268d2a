"""Whatever comes: nothing but violations, and no more memory than there may be."""

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.yamux.frames import (
    DATA,
    FIN,
    GO_AWAY,
    PING,
    SYN,
    WINDOW,
    WINDOW_UPDATE,
    write_header,
)
from plong.protocol.libp2p.yamux.session import Session
from tests.protocol.libp2p.yamux.wire import Echo, data

MAX_STREAMS = 4
IDS = st.one_of(st.integers(0, 12), st.integers(0, 2**32 - 1))
LENGTHS = st.sampled_from([0, 1, 32, 4096, WINDOW, WINDOW + 1, 2**31, 2**32 - 1])
HEADERS = st.builds(
    write_header, st.integers(0, 4), st.one_of(st.integers(0, 16), st.just(0xFFFF)), IDS, LENGTHS
)
BODIES = st.builds(
    data,
    st.integers(1, 12),
    st.integers(0, WINDOW).map(bytes),
    st.sampled_from([0, 0, SYN, FIN, SYN | FIN]),
)
LEGAL = st.one_of(
    BODIES,
    st.builds(
        write_header, st.just(WINDOW_UPDATE), st.integers(0, 15), st.integers(1, 12), LENGTHS
    ),
    st.builds(write_header, st.just(PING), st.sampled_from([1, 2]), st.just(0), LENGTHS),
)


def feed(echo: Echo, pieces: list[bytes]) -> None:
    """Let a peer say all this, which never reads what it is told; stop where it is stopped."""
    for piece in pieces:
        try:
            written = echo.receive(piece)
        except ProtocolViolation:
            return
        check(echo.session)
        assert len(written) <= 2 * len(piece) + MAX_STREAMS * (WINDOW + 99)


def check(session: Session) -> None:
    streams = session.streams.values()
    assert len(streams) <= MAX_STREAMS
    assert all(0 <= stream.receive_window <= WINDOW for stream in streams)
    assert all(0 <= stream.send_window < 2**32 for stream in streams)
    assert all(stream.queued <= WINDOW for stream in streams)
    assert all(not stream.is_over for stream in streams)
    assert len(session._reader._rest) < 12
    assert session._roster._theirs == len(streams)


def echo() -> Echo:
    return Echo(Session(is_client=False, max_streams=MAX_STREAMS))


@given(st.lists(st.binary(max_size=60), max_size=12))
def test_garbage(pieces: list[bytes]) -> None:
    feed(echo(), pieces)


@given(st.lists(st.one_of(HEADERS, LEGAL), max_size=30))
def test_frames_in_no_order(wire: list[bytes]) -> None:
    feed(echo(), wire)


@given(st.lists(LEGAL, max_size=30))
def test_frames_that_there_are_in_no_order(wire: list[bytes]) -> None:
    feed(echo(), [write_header(WINDOW_UPDATE, SYN, number, 0) for number in (1, 3)] + wire)


@cache
def good_exchange() -> bytes:
    """Return all that a good client says: streams, pings, ends, windows, a reset, farewell."""
    client, host = Session(is_client=True), echo()
    said = b""
    streams = [client.open() for _ in range(3)]
    client.ping(1)
    for stream in streams:
        stream.send(bytes(range(32)) * stream.id)
    streams[0].close()
    for turn in range(3):
        wire = client.data_to_send()
        said += wire
        client.receive(host.receive(wire))
        streams[1].send(bytes(40) * turn)
    streams[2].reset()
    streams[1].close()
    client.go_away()
    return said + client.data_to_send()


@settings(max_examples=300)
@given(
    st.lists(st.tuples(st.integers(0), st.integers(0, 255)), max_size=4),
    st.tuples(st.integers(0), st.integers(0, 40)),
    st.integers(1, 99),
)
def test_a_good_exchange_changed(
    changes: list[tuple[int, int]], cut: tuple[int, int], size: int
) -> None:
    wire = bytearray(good_exchange())
    for at, value in changes:
        wire[at % len(wire)] = value
    begin = cut[0] % len(wire)
    del wire[begin : begin + cut[1]]
    feed(echo(), [bytes(wire[at : at + size]) for at in range(0, len(wire), size)])


def test_a_good_exchange_is_good() -> None:
    host = echo()
    for byte in good_exchange():
        host.receive(bytes([byte]))
    assert not host.session.streams


def test_thousands_of_streams() -> None:
    host = echo()
    wire = b"".join(write_header(WINDOW_UPDATE, SYN, 2 * n + 1, 0) for n in range(5000))
    assert len(host.receive(wire)) == 12 * (5000 - MAX_STREAMS)
    check(host.session)


def test_streams_that_come_and_go() -> None:
    host = echo()
    for n in range(5000):
        number = 2 * n + 1
        host.receive(data(number, b"x", SYN) + write_header(WINDOW_UPDATE, 8, number, 0))
    assert not host.session.streams
    assert not host.owed


def test_farewells_without_end() -> None:
    host = echo()
    assert host.receive(write_header(GO_AWAY, 0, 0, 0) * 5000) == b""


def test_a_body_that_does_not_come() -> None:
    host = echo()
    host.receive(write_header(DATA, SYN, 1, WINDOW))
    for _ in range(WINDOW // 1024):
        host.receive(bytes(1024))
    check(host.session)
