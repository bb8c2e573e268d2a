"""One connection: streams are opened on both sides, held back, given up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.libp2p.connection import Connection
from plong.libp2p.errors import Idle, Silent
from plong.libp2p.node import Node
from plong.libp2p.services import Handler, StreamIO
from plong.protocol.libp2p.echoing import PING
from plong.protocol.libp2p.yamux.errors import CannotOpen
from plong.protocol.libp2p.yamux.frames import WINDOW
from tests.libp2p.stranger import GREETING, Clock, Stranger, make_node, proposal
from tests.protocol.libp2p.pieces import bytewise, cut


class Notes(Handler):
    """Writes down what it is told, consumes nothing."""

    def __init__(self, io: StreamIO) -> None:
        self.io = io
        self.told: list[object] = []

    def received(self, data: bytes) -> None:
        self.told.append(data)

    def finished(self) -> None:
        self.told.append("finished")

    def aborted(self) -> None:
        self.told.append("aborted")

    def drained(self) -> None:
        self.told.append("drained")


class Desk:
    """Offers a protocol whose streams are only written down."""

    def __init__(self, node: Node) -> None:
        self.notes: list[Notes] = []
        node.offer("/notes", self.make)

    def make(self, io: StreamIO) -> Notes:
        self.notes.append(Notes(io))
        return self.notes[-1]


@pytest.fixture
def desk(node: Node) -> Desk:
    return Desk(node)


@pytest.mark.parametrize("muxers", [("/yamux/1.0.0",), ()])
async def test_both_sides_meet_with_and_without_early_negotiation(
    node: Node, muxers: tuple[str, ...]
) -> None:
    stranger = Stranger(node, muxers=muxers).meet()
    assert stranger.connection.is_ready
    assert stranger.connection.peer == stranger.crypto.peer_id
    assert stranger.echo(stranger.open(), b"x" * 32) == b"x" * 32


@pytest.mark.parametrize("muxers", [("/yamux/1.0.0",), ()])
async def test_bytes_may_come_one_by_one(node: Node, muxers: tuple[str, ...]) -> None:
    stranger = Stranger(node, muxers=muxers).meet(bytewise)
    stream = stranger.open()
    stream.send(b"x" * 96)
    stranger.flush(bytewise)
    assert stranger.heard[stream.id] == GREETING + proposal(PING) + b"x" * 96


@given(st.data())
async def test_bytes_may_come_in_any_pieces(data: st.DataObject) -> None:
    stranger = Stranger(make_node()).meet(lambda stream: cut(stream, data))
    stream = stranger.open()
    stream.send(b"x" * 96)
    stream.close()
    stranger.flush(lambda stream: cut(stream, data))
    assert stranger.heard[stream.id] == GREETING + proposal(PING) + b"x" * 96
    assert stranger.ends[stream.id] == "closed"


async def test_what_nobody_offers_is_declined(node: Node) -> None:
    stranger = Stranger(node).meet()
    stream = stranger.open("/chat")
    assert stranger.heard[stream.id] == GREETING + proposal("na")
    stream.send(proposal(PING) + b"x" * 32)
    stranger.flush()
    assert stranger.heard[stream.id].endswith(proposal(PING) + b"x" * 32)


async def test_data_and_end_right_behind_the_proposal_are_told_in_order(
    node: Node, desk: Desk
) -> None:
    stranger = Stranger(node).meet()
    stream = stranger.session.open()
    stream.send(GREETING + proposal("/notes") + b"now")
    stream.close()
    stranger.flush()
    assert desk.notes[0].told == [b"now", "finished"]
    desk.notes[0].io.close()
    stranger.listen()
    assert stranger.ends[stream.id] == "closed"
    assert stranger.connection.streams == 0


async def test_a_side_that_closed_first_still_hears_the_other(node: Node, desk: Desk) -> None:
    stranger = Stranger(node).meet()
    stream = stranger.open("/notes")
    (notes,) = desk.notes
    notes.io.close()
    stranger.listen()
    stream.send(b"late")
    stream.close()
    stranger.flush()
    assert notes.told == [b"late", "finished"]
    assert len(stranger.connection._streams or ()) == 0


async def test_a_handler_that_resets_is_told_nothing_more(node: Node, desk: Desk) -> None:
    stranger = Stranger(node).meet()
    stream = stranger.open("/notes")
    (notes,) = desk.notes
    notes.io.reset()
    stream.send(b"too late")
    stranger.flush()
    assert stranger.ends[stream.id] == "reset"
    assert notes.told == []


async def test_a_reset_is_told(node: Node, desk: Desk) -> None:
    stranger = Stranger(node).meet()
    stranger.open("/notes").reset()
    stranger.flush()
    assert desk.notes[0].told == ["aborted"]


async def test_streams_are_lost_with_the_wire(node: Node, desk: Desk) -> None:
    stranger = Stranger(node).meet()
    stranger.open("/notes")
    stranger.connection.lost()
    assert desk.notes[0].told == ["aborted"]
    assert not stranger.connection.is_ready
    assert node.connections.peers == ()
    assert len(node.connections) == 0


async def test_what_waits_is_drained(node: Node, desk: Desk) -> None:
    stranger = Stranger(node).meet()
    stranger.reads = False
    stream = stranger.open("/notes")
    (notes,) = desk.notes
    notes.io.send(bytes(WINDOW + 100))
    assert not notes.io.is_clear
    stranger.listen()
    assert notes.told == []
    stream.consume(WINDOW)
    stranger.flush()
    assert notes.told == ["drained"]
    assert notes.io.is_clear


async def test_a_slow_wire_is_not_clear_until_it_is_unblocked(node: Node, desk: Desk) -> None:
    stranger = Stranger(node).meet()
    stranger.open("/notes")
    (notes,) = desk.notes
    stranger.connection.blocked()
    assert not notes.io.is_clear
    stranger.connection.unblocked()
    assert notes.io.is_clear
    assert notes.told == ["drained"]


async def test_we_open_a_stream(node: Node) -> None:
    stranger = Stranger(node).meet()
    desk, refusals = Desk(node), list[None]()
    stranger.connection.open("/theirs", desk.make, lambda: refusals.append(None))
    stranger.listen()
    (number,) = stranger.heard
    assert stranger.heard[number] == GREETING + proposal("/theirs")
    stranger.session.streams[number].send(GREETING + proposal("/theirs") + b"hello")
    stranger.flush()
    assert desk.notes[0].told == [b"hello"]
    assert not refusals


@pytest.mark.parametrize("end", ["na", "reset", "closed", "lost", "late"])
async def test_a_stream_of_ours_that_is_not_agreed_on_is_refused_once(
    clock: Clock, node: Node, end: str
) -> None:
    stranger = Stranger(node).meet()
    refusals = list[None]()
    stranger.connection.open("/theirs", Notes, lambda: refusals.append(None))
    stranger.listen()
    (number,) = stranger.heard
    stream = stranger.session.streams[number]
    match end:
        case "na":
            stream.send(GREETING + proposal("na"))
        case "reset":
            stream.reset()
        case "closed":
            stream.close()
        case "lost":
            stranger.connection.lost()
        case "late":
            node.tick()
            clock.time += 10
            node.tick()
    if end != "lost":
        stranger.flush()
    assert refusals == [None]
    assert stranger.connection.streams == 0 or end == "lost"


async def test_nothing_can_be_opened_before_and_after(node: Node) -> None:
    stranger = Stranger(node)
    with pytest.raises(CannotOpen):
        stranger.connection.open(PING, Notes, lambda: None)
    with pytest.raises(LookupError):
        _ = stranger.connection.peer
    stranger.meet().connection.close()
    with pytest.raises(CannotOpen):
        stranger.connection.open(PING, Notes, lambda: None)


async def test_nothing_begins_on_a_connection_that_was_closed_meanwhile(node: Node) -> None:
    """One message opens two streams; the first one's handler closes the connection."""
    began: list[StreamIO] = []

    def make(io: StreamIO) -> Notes:
        began.append(io)
        io.connection.close()
        return Notes(io)

    node.offer("/end", make)
    stranger = Stranger(node).meet()
    for _ in range(2):
        stranger.session.open().send(GREETING + proposal("/end"))
    stranger.say(stranger.session.data_to_send())
    assert len(began) == 1


async def test_who_closes_says_so_and_hears_nothing_more(node: Node) -> None:
    stranger = Stranger(node).meet()
    stranger.connection.close()
    stranger.connection.close()
    assert stranger.wire.is_closed
    (text,) = stranger.channel.receive(stranger.wire.take())
    assert text[1] == 3  # GO_AWAY
    stranger.say(b"\xff" * 12)


class Reasons:
    """Why connections were over."""

    def __init__(self, node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
        self.whys: list[Exception | None] = []
        self._pass_on = node.over
        monkeypatch.setattr(node, "over", self.over)

    def over(self, connection: Connection, why: Exception | None) -> None:
        self.whys.append(why)
        self._pass_on(connection, why)


@pytest.fixture
def reasons(node: Node, monkeypatch: pytest.MonkeyPatch) -> Reasons:
    return Reasons(node, monkeypatch)


def let_pass(seconds: int, clock: Clock, node: Node) -> None:
    for _ in range(seconds):
        clock.time += 1
        node.tick()


async def test_nobody_uses_it_for_a_minute(clock: Clock, node: Node, reasons: Reasons) -> None:
    stranger = Stranger(node).meet()
    let_pass(60, clock, node)
    assert not stranger.wire.is_closed
    let_pass(1, clock, node)
    assert stranger.wire.is_closed
    assert isinstance(reasons.whys[0], Idle)


async def test_a_kept_connection_is_asked_and_lives(clock: Clock, node: Node) -> None:
    stranger = Stranger(node).meet()
    stranger.connection.is_kept = True
    for _ in range(5):
        let_pass(31, clock, node)
        stranger.listen()  # yamux answers
    assert not stranger.wire.is_closed


async def test_who_has_a_stream_and_does_not_answer_is_given_up(
    clock: Clock, node: Node, reasons: Reasons
) -> None:
    stranger = Stranger(node).meet()
    stranger.open()
    let_pass(61, clock, node)
    assert stranger.wire.is_closed
    assert isinstance(reasons.whys[0], Silent)


async def test_who_does_not_take_the_last_bytes_is_cut(clock: Clock, node: Node) -> None:
    stranger = Stranger(node).meet()
    stranger.connection.close()
    let_pass(5, clock, node)
    assert not stranger.wire.is_aborted
    let_pass(1, clock, node)
    assert stranger.wire.is_aborted
