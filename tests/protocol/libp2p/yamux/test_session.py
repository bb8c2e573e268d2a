"""Many streams over one connection."""

from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.yamux.errors import CannotOpen
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
from plong.protocol.libp2p.yamux.frames import (
    ACK,
    DATA,
    FIN,
    GO_AWAY,
    INTERNAL_ERROR,
    NORMAL,
    PING,
    PROTOCOL_ERROR,
    RST,
    SYN,
    WINDOW,
    WINDOW_UPDATE,
    write_header,
)
from plong.protocol.libp2p.yamux.roster import MAX_ID, MAX_UNACKNOWLEDGED
from plong.protocol.libp2p.yamux.session import Session
from plong.protocol.libp2p.yamux.stream import MAX_WINDOW
from tests.protocol.libp2p.yamux.wire import Echo, data, frames

OPEN = write_header(WINDOW_UPDATE, SYN, 1, 0)


def server(max_streams: int = 9) -> Session:
    return Session(is_client=False, max_streams=max_streams)


def deliver(here: Session, there: Session) -> list[Event]:
    return there.receive(here.data_to_send())


def test_a_ping_of_libp2p_goes_to_and_fro() -> None:
    client, host = Session(is_client=True), Echo(server())
    stream = client.open()
    for payload in (b"1" * 32, b"2" * 32):
        stream.send(payload)
        assert client.receive(host.receive(client.data_to_send())) == [Received(stream, payload)]
    stream.close()
    assert client.receive(host.receive(client.data_to_send())) == [Finished(stream)]
    assert not client.streams
    assert not host.session.streams


def test_payload_and_end_at_once() -> None:
    """As js-libp2p does: the echo is written, then the stream closed."""
    host = Echo(server())
    answer = host.receive(OPEN + data(1, b"x" * 32, FIN))
    assert frames(answer) == [(DATA, ACK, 1, 32, b"x" * 32), (WINDOW_UPDATE, FIN, 1, 0, b"")]
    assert not host.session.streams


def test_while_it_is_held_data_waits_and_goes_on_in_turn() -> None:
    session = server()
    session.receive(OPEN + write_header(WINDOW_UPDATE, SYN, 3, 0))
    session.hold()
    for number, text in ((3, b"third"), (1, b"first"), (3, b" and more")):
        session.streams[number].send(text)
    session.receive(write_header(PING, SYN, 0, 7))
    assert session.data_to_send() == write_header(PING, ACK, 0, 7)
    session.streams[3].close()
    assert session.data_to_send() == b""
    session.release()
    assert session.go_on()
    session.hold()
    assert not session.go_on()
    (third, end) = frames(session.data_to_send())
    assert third == (DATA, ACK, 3, 14, b"third and more")
    assert end == (WINDOW_UPDATE, FIN, 3, 0, b"")
    session.release()
    assert session.go_on()
    assert frames(session.data_to_send()) == [(DATA, ACK, 1, 5, b"first")]
    assert not session.go_on()


def test_either_kind_of_frame_opens() -> None:
    for opening in (OPEN, write_header(DATA, SYN, 1, 0)):
        session = server()
        (opened,) = session.receive(opening)
        assert opened == Opened(session.streams[1])
    session = server()
    first, second = session.receive(data(3, b"text", SYN))
    assert isinstance(first, Opened)
    assert second == Received(first.stream, b"text")


def test_a_stream_may_come_with_a_wider_window() -> None:
    session = server()
    session.receive(write_header(WINDOW_UPDATE, SYN, 1, 1000))
    assert session.streams[1].send_window == WINDOW + 1000


def test_both_sides_open_streams() -> None:
    client, host = Session(is_client=True), server()
    assert [client.open().id, client.open().id] == [1, 3]
    assert [host.open().id, host.open().id] == [2, 4]
    assert [event.stream.id for event in deliver(client, host) if isinstance(event, Opened)] == [
        1,
        3,
    ]
    assert len(deliver(host, client)) == 2
    assert set(client.streams) == set(host.streams) == {1, 2, 3, 4}


def test_streams_may_be_opened_in_another_order() -> None:
    session = server()
    session.receive(write_header(WINDOW_UPDATE, SYN, 5, 0) + write_header(WINDOW_UPDATE, SYN, 3, 0))
    assert list(session.streams) == [5, 3]
    session.streams[5].reset()
    assert session.receive(data(5, b"late")) == []


def test_a_body_in_pieces_is_passed_on_in_pieces() -> None:
    session = server()
    session.receive(OPEN)
    stream, frame = session.streams[1], data(1, b"body", FIN)
    assert session.receive(frame[:14]) == [Received(stream, b"bo")]
    assert session.receive(frame[14:]) == [Received(stream, b"dy"), Finished(stream)]


def test_a_ping_is_answered_with_its_value() -> None:
    session = server()
    assert session.receive(write_header(PING, SYN, 0, 0xDEADBEEF)) == []
    assert frames(session.data_to_send()) == [(PING, ACK, 0, 0xDEADBEEF, b"")]


def test_pings_of_ours_are_answered_once() -> None:
    client, host = Session(is_client=True), server()
    client.ping(7)
    assert deliver(client, host) == []
    answer = host.data_to_send()
    assert client.receive(answer) == [Answered(7)]
    assert client.receive(answer) == []
    assert client.data_to_send() == b""


def test_streams_beyond_the_cap_are_reset() -> None:
    session = server(max_streams=2)
    opening = [write_header(WINDOW_UPDATE, SYN, number, 0) for number in (1, 3, 5)]
    assert len(session.receive(b"".join(opening))) == 2
    assert frames(session.data_to_send()) == [(WINDOW_UPDATE, RST, 5, 0, b"")]
    assert session.receive(data(5, b"not known yet") + data(7, b"text", SYN)) == []
    assert frames(session.data_to_send()) == [(WINDOW_UPDATE, RST, 7, 0, b"")]
    session.streams[1].reset()
    session.data_to_send()
    assert [type(event) for event in session.receive(data(9, b"text", SYN))] == [Opened, Received]
    assert session.data_to_send() == b""


def test_streams_of_ours_are_not_counted_with_theirs() -> None:
    session = server(max_streams=1)
    for _ in range(3):
        session.open()
    assert len(session.receive(OPEN)) == 1


def test_a_peer_that_never_answers_gets_no_more_streams() -> None:
    client, host = Session(is_client=True), server(MAX_UNACKNOWLEDGED)
    streams = [client.open() for _ in range(MAX_UNACKNOWLEDGED)]
    with pytest.raises(CannotOpen, match="too many"):
        client.open()
    deliver(client, host)
    host.streams[1].accept()
    deliver(host, client)
    assert streams[0].is_acknowledged
    client.open()
    with pytest.raises(CannotOpen, match="too many"):
        client.open()
    streams[1].reset()
    client.open()


def test_numbers_come_to_an_end() -> None:
    client = Session(is_client=True)
    client._roster._next = MAX_ID
    assert client.open().id == MAX_ID
    with pytest.raises(CannotOpen):
        client.open()


def test_a_reset_ends_it_for_both() -> None:
    client, host = Session(is_client=True), server()
    stream = client.open()
    deliver(client, host)
    theirs = host.streams[1]
    stream.reset()
    assert deliver(client, host) == [Aborted(theirs)]
    assert theirs.is_over
    assert not client.streams
    assert not host.streams
    assert host.data_to_send() == b""


def test_a_reset_may_come_on_data() -> None:
    session = server()
    session.receive(OPEN)
    stream = session.streams[1]
    assert session.receive(data(1, b"text", RST)) == [Aborted(stream)]
    assert session.receive(OPEN) != []


def test_what_crosses_a_reset_is_passed_over() -> None:
    session = server()
    session.receive(OPEN)
    session.streams[1].reset()
    ours = session.open()
    ours.reset()
    late = [
        data(1, b"late"),
        write_header(WINDOW_UPDATE, 0, 1, 9),
        write_header(WINDOW_UPDATE, FIN, 1, 0),
        write_header(WINDOW_UPDATE, RST, 1, 0),
        data(ours.id, b"late", ACK),
    ]
    assert session.receive(b"".join(late)) == []


def test_a_stream_reset_within_a_body_hears_no_more_of_it() -> None:
    session = server()
    session.receive(OPEN)
    frame = data(1, b"body", FIN)
    session.receive(frame[:14])
    session.streams[1].reset()
    assert session.receive(frame[14:]) == []


def test_a_wider_window_drains() -> None:
    session = server()
    session.receive(OPEN)
    stream = session.streams[1]
    stream.send(bytes(WINDOW + 1))
    assert session.receive(write_header(WINDOW_UPDATE, 0, 1, 1)) == [Drained(stream)]
    assert session.receive(write_header(WINDOW_UPDATE, 0, 1, 1)) == []


def test_a_drained_stream_may_be_over_at_once() -> None:
    session = server()
    session.receive(OPEN)
    stream = session.streams[1]
    stream.send(bytes(WINDOW + 1))
    stream.close()
    assert session.receive(write_header(WINDOW_UPDATE, FIN, 1, 0)) == [Finished(stream)]
    assert session.receive(write_header(WINDOW_UPDATE, FIN, 1, 1)) == [Drained(stream)]
    assert stream.is_over
    assert not session.streams


def test_unread_echoes_stop_at_the_window() -> None:
    """A peer that reads no echo can send two windows: one is echoed, one waits to be."""
    host = Echo(server())
    host.receive(OPEN + data(1, bytes(WINDOW)))
    host.receive(data(1, bytes(WINDOW)))
    stream = host.session.streams[1]
    assert (stream.queued, stream.receive_window, stream.send_window) == (WINDOW, 0, 0)
    with pytest.raises(ProtocolViolation, match="more data than its window"):
        host.receive(data(1, b"x"))


@given(
    st.lists(st.integers(1, WINDOW), min_size=4, max_size=12),
    st.lists(st.integers(9999, 2 * WINDOW), min_size=1, max_size=9),
)
def test_many_windows_go_through(sizes: list[int], splits: list[int]) -> None:
    """A program that reads all it gets hears all that is sent, however it is split."""
    client, host = Session(is_client=True), server()
    stream, heard, wire, splitting = client.open(), 0, b"", cycle(splits)
    for size in sizes:
        stream.send(bytes(size))
    while wire := wire + client.data_to_send():
        size = next(splitting)
        for event in host.receive(wire[:size]):
            if isinstance(event, Received):
                heard += len(event.data)
                event.stream.consume(len(event.data))
        wire = wire[size:]
        client.receive(host.data_to_send())
        assert 0 <= stream.send_window <= WINDOW
    assert heard == sum(sizes)


def test_after_going_away_new_streams_are_reset() -> None:
    session = server()
    session.receive(OPEN)
    session.go_away()
    assert frames(session.data_to_send()) == [(GO_AWAY, 0, 0, NORMAL, b"")]
    assert session.receive(write_header(WINDOW_UPDATE, SYN, 3, 0)) == []
    assert frames(session.data_to_send()) == [(WINDOW_UPDATE, RST, 3, 0, b"")]
    assert session.receive(data(1, b"text")) == [Received(session.streams[1], b"text")]
    with pytest.raises(CannotOpen, match="end"):
        session.open()


@pytest.mark.parametrize("code", [NORMAL, PROTOCOL_ERROR, INTERNAL_ERROR, 77])
def test_the_peer_goes_away(code: int) -> None:
    session = server()
    assert session.receive(write_header(GO_AWAY, 0, 0, code)) == [WentAway(code)]
    with pytest.raises(CannotOpen, match="end"):
        session.open()


WITH_ONE_STREAM = [
    OPEN,  # again
    write_header(WINDOW_UPDATE, SYN, 2, 0),  # ours to open
    data(2, b""),  # never opened
    data(3, b""),
    write_header(WINDOW_UPDATE, RST, 3, 0),
    write_header(WINDOW_UPDATE, ACK, 2, 0),
    data(1, b"x" * WINDOW) + data(1, b"x"),
    write_header(WINDOW_UPDATE, 0, 1, MAX_WINDOW - WINDOW + 1),
    write_header(WINDOW_UPDATE, 0, 1, MAX_WINDOW),
    data(1, b"", FIN) + data(1, b"x"),
    write_header(DATA, 0, 1, WINDOW + 1),
    b"\1" + OPEN[1:],
]


@pytest.mark.parametrize("wire", WITH_ONE_STREAM)
def test_who_breaks_the_rules_is_told_so(wire: bytes) -> None:
    session = server()
    session.receive(OPEN)
    with pytest.raises(ProtocolViolation):
        session.receive(wire)
    assert frames(session.data_to_send()) == [(GO_AWAY, 0, 0, PROTOCOL_ERROR, b"")]
    with pytest.raises(ProtocolViolation, match="over"):
        session.receive(b"")
    with pytest.raises(CannotOpen):
        session.open()


def test_the_client_has_the_odd_numbers() -> None:
    client = Session(is_client=True)
    with pytest.raises(ProtocolViolation, match="not the peer's to open"):
        client.receive(OPEN)
