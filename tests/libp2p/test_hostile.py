"""Strangers who break the rules: they are dropped, and who keeps them is answered."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plong.libp2p.node import Node
from plong.libp2p.outflow import MAX_OVERDUE
from plong.protocol.libp2p.yamux.frames import (
    ACK,
    DATA,
    FIN,
    GO_AWAY,
    HEADER_BYTES,
    RST,
    SYN,
    WINDOW,
    WINDOW_UPDATE,
    write_header,
)
from plong.protocol.libp2p.yamux.frames import PING as YAMUX_PING
from tests.libp2p.stranger import (
    GREETING,
    Clock,
    Stranger,
    answers_a_good_peer,
    make_node,
    proposal,
)
from tests.protocol.libp2p.pieces import bytewise

FIRST_WORDS = {
    "not UTF-8": b"\x05\xff\xfe\xfd\xfc\n",
    "another protocol": b"\x05http\n",
    "HTTP": b"GET / HTTP/1.1\r\nHost: plong.example\r\n" + b"Accept: */*\r\n" * 9,
    "TLS": bytes.fromhex("16030100fa010000f60303") + bytes(200),
    "an oversized line": b"\x81\x08" + b"a" * 1024 + b"\n",
    "a length without end": b"\xff" * 64,
    "a line of a gibibyte": b"\x80\x80\x80\x80\x04",
    "an empty line": b"\x00",
    "a line without an end": b"\x03abc",
    "endless proposals": GREETING + proposal("/tls/1.0.0") * 65,
    "noise garbage": GREETING
    + proposal("/noise")
    + b"\x00\x20"
    + b"\x01" * 32
    + b"\x00\x60"
    + b"x" * 96,
    "a key of zeros": GREETING + proposal("/noise") + b"\x00\x20" + bytes(32),
    "noise too long": GREETING + proposal("/noise") + b"\xff\xff" + bytes(65535),
    "noise too short": GREETING + proposal("/noise") + b"\x00\x00",
}


@pytest.mark.parametrize("name", FIRST_WORDS)
@pytest.mark.parametrize("is_bytewise", [False, True])
async def test_wrong_first_words_close_the_connection(
    node: Node, name: str, *, is_bytewise: bool
) -> None:
    stranger = Stranger(node)
    words = FIRST_WORDS[name]
    stranger.tell(bytewise(words) if is_bytewise else [words])
    assert stranger.wire.is_closed
    assert not stranger.connection.is_ready
    assert answers_a_good_peer(node)


async def test_a_changed_message_closes_the_connection(node: Node) -> None:
    stranger = Stranger(node).meet()
    data = bytearray(stranger.channel.send(write_header(YAMUX_PING, SYN, 0, 1)))
    data[-1] ^= 1
    stranger.tell([bytes(data)])
    assert stranger.wire.is_closed
    assert answers_a_good_peer(node)


FRAMES = {
    "another version": b"\x01" + write_header(DATA, SYN, 1, 0)[1:],
    "another kind": write_header(4, 0, 1, 0),
    "wild flags": write_header(DATA, 0xFFFF, 1, 0),
    "a wild length": write_header(DATA, SYN, 1, 2**32 - 1),
    "more than a window": write_header(DATA, SYN, 1, WINDOW + 1),
    "too wide a window": write_header(WINDOW_UPDATE, SYN, 1, 2**32 - 1),
    "our number": write_header(WINDOW_UPDATE, SYN, 2, 0),
    "number 0": write_header(DATA, SYN, 0, 1) + b"x",
    "a number twice": write_header(WINDOW_UPDATE, SYN, 1, 0) * 2,
    "nobody's number": write_header(DATA, 0, 99, 1) + b"x",
    "data behind the end": write_header(WINDOW_UPDATE, SYN, 1, 0)
    + write_header(DATA, 0, 1, len(GREETING))
    + GREETING
    + write_header(WINDOW_UPDATE, FIN, 1, 0)
    + write_header(DATA, 0, 1, 1)
    + b"x",
    "a ping of a stream": write_header(YAMUX_PING, SYN, 1, 0),
}


@pytest.mark.parametrize("name", FRAMES)
async def test_wrong_frames_close_the_connection_or_are_passed_over(node: Node, name: str) -> None:
    stranger = Stranger(node).meet()
    stranger.say(FRAMES[name])
    # A stream that was reset in between may still get data: its sender could not know.
    assert stranger.wire.is_closed or name == "data behind the end"
    assert answers_a_good_peer(node)


async def test_more_than_a_window_closes_the_connection(node: Node) -> None:
    stranger = Stranger(node).meet()
    stream = stranger.open()
    stranger.connection.blocked()  # so that nothing is consumed
    piece = write_header(DATA, 0, stream.id, 32 * 1024) + bytes(32 * 1024)
    for _ in range(7):
        stranger.say(piece)
    assert not stranger.wire.is_closed
    stranger.say(piece)  # the proposal was in the window, too
    assert stranger.wire.is_closed
    assert answers_a_good_peer(node)


@pytest.mark.parametrize("words", [b"\x05\xff\xfe\xfd\xfc\n", b"\x81\x08", GREETING + b"\x01a"])
async def test_wrong_words_in_a_stream_reset_that_stream_only(node: Node, words: bytes) -> None:
    stranger = Stranger(node).meet()
    good = stranger.open()
    bad = stranger.session.open()
    bad.send(words)
    stranger.flush()
    assert stranger.ends == {bad.id: "reset"}
    assert stranger.echo(good, b"x" * 32) == b"x" * 32


async def test_half_open_handshakes_are_dropped_in_time(clock: Clock, node: Node) -> None:
    strangers = [Stranger(node, bytes([n])) for n in range(3)]
    strangers[1].tell([GREETING])
    strangers[2].tell([strangers[2].upgrade.data_to_send()])
    node.tick()
    clock.time += 7.9
    node.tick()
    assert not any(stranger.wire.is_closed for stranger in strangers)
    clock.time += 0.1
    node.tick()
    assert all(stranger.wire.is_closed for stranger in strangers)
    assert answers_a_good_peer(node)


async def test_thousands_of_streams_are_reset_at_a_cap(node: Node) -> None:
    stranger = Stranger(node).meet()
    numbers = range(1, 10_001, 2)
    stranger.say(b"".join(write_header(WINDOW_UPDATE, SYN, number, 0) for number in numbers))
    assert stranger.connection.streams == 64
    assert stranger.connection.is_ready
    assert len(stranger.channel.receive(stranger.wire.take())) > 0
    assert answers_a_good_peer(node)


async def test_streams_that_are_opened_and_reset_leave_nothing_behind(node: Node) -> None:
    stranger = Stranger(node).meet()
    for number in range(1, 2001, 2):
        stranger.say(
            write_header(WINDOW_UPDATE, SYN, number, 0)
            + write_header(WINDOW_UPDATE, RST, number, 0)
        )
    assert stranger.connection.streams == 0
    assert len(stranger.connection._streams or ()) == 0


async def test_streams_that_never_say_what_they_are_for_are_reset(clock: Clock, node: Node) -> None:
    stranger = Stranger(node).meet()
    good, silent = stranger.open(), stranger.session.open()
    silent.send(GREETING)
    stranger.flush()
    for _ in range(12):
        node.tick()
        clock.time += 1
    stranger.listen()
    assert stranger.ends == {silent.id: "reset"}
    assert stranger.echo(good, b"x" * 32) == b"x" * 32


async def test_unread_echoes_stop_at_the_windows(node: Node) -> None:
    stranger = Stranger(node).meet()
    stranger.reads = False
    stream = stranger.open()
    stream.send(bytes(4 * WINDOW))
    for _ in range(50):
        stranger.flush()
    assert stream.queued >= 4 * WINDOW - 2 * WINDOW - 64  # our node took two windows, and no more
    assert len(stranger.heard[stream.id]) <= WINDOW + 64
    assert answers_a_good_peer(node)


async def test_who_is_slow_is_read_and_told_nothing_but_what_others_may_wait_for(
    node: Node,
) -> None:
    stranger = Stranger(node).meet()
    stream = stranger.open()
    stranger.connection.blocked()
    assert stranger.wire.is_reading
    assert stranger.echo(stream, b"x" * 32) == b""
    stranger.say(write_header(YAMUX_PING, SYN, 0, 7))
    assert stranger.channel.receive(stranger.wire.take()) == [write_header(YAMUX_PING, ACK, 0, 7)]
    stranger.connection.unblocked()
    stranger.listen()
    assert stranger.heard[stream.id][-32:] == b"x" * 32


async def test_who_is_slow_and_wants_ever_more_answers_is_not_read(node: Node) -> None:
    stranger = Stranger(node).meet()
    stranger.connection.blocked()
    pings = 0
    while stranger.wire.is_reading:
        stranger.say(write_header(YAMUX_PING, SYN, 0, 7) * 100)
        pings += 100
    assert MAX_OVERDUE < pings * HEADER_BYTES + 10_000 < 2 * MAX_OVERDUE
    stranger.connection.unblocked()
    assert stranger.wire.is_reading


async def test_who_takes_nothing_is_cut_whatever_it_says(clock: Clock, node: Node) -> None:
    stranger = Stranger(node).meet()
    stranger.open()
    node.tick()
    stranger.connection.blocked()
    for _ in range(60):
        clock.time += 1
        stranger.say(write_header(WINDOW_UPDATE, 0, 1, 1))
        node.tick()
    assert stranger.wire.is_closed


async def test_streams_that_come_and_go_leave_nothing_with_who_is_slow(node: Node) -> None:
    stranger = Stranger(node).meet()
    stranger.connection.blocked()
    for _ in range(200):
        stream = stranger.open()
        stream.send(bytes(1024))
        stream.reset()
        stranger.flush()
    assert stranger.connection.streams == 0
    stranger.connection.unblocked()
    assert stranger.wire.take() == b""


async def test_who_says_goodbye_and_goes_on_is_heard_to_the_end(node: Node) -> None:
    stranger = Stranger(node).meet()
    stream = stranger.open()
    stranger.say(write_header(GO_AWAY, 0, 0, 0))
    assert stranger.echo(stream, b"x" * 32) == b"x" * 32


def recorded() -> list[bytes]:
    """Return a good exchange, as our node was told it."""
    stranger = Stranger(make_node()).meet()
    stream = stranger.open()
    stranger.echo(stream, bytes(96))
    stream.close()
    stranger.flush()
    return stranger.said


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32), st.integers(1, 4))
async def test_a_changed_exchange_does_no_harm(seed: int, changes: int) -> None:
    """Our node's random bytes are the same again, so the exchange is right up to the change."""
    chance = random.Random(seed)
    stream = bytearray(b"".join(recorded()))
    for _ in range(changes):
        change = chance.choice([_replace, _insert, _remove, _repeat])
        change(stream, chance)
    node = make_node()
    stranger = Stranger(node)
    stranger.tell(_pieces(bytes(stream), chance))
    assert answers_a_good_peer(node)


def _pieces(stream: bytes, chance: random.Random) -> list[bytes]:
    size = chance.choice([1, 7, 100, 1000])
    return [stream[at : at + size] for at in range(0, len(stream), size)]


def _replace(stream: bytearray, chance: random.Random) -> None:
    stream[chance.randrange(len(stream))] = chance.randrange(256)


def _insert(stream: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(stream))
    stream[at:at] = chance.randbytes(chance.choice([1, 2, 40]))


def _remove(stream: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(stream) - 1)
    del stream[at : at + chance.choice([1, 2, 40])]


def _repeat(stream: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(stream))
    stream[at:at] = stream[at : at + 40]


async def test_the_unchanged_exchange_is_right() -> None:
    node = make_node()
    stranger = Stranger(node)
    stranger.tell(recorded())
    assert stranger.connection.is_ready
    assert stranger.connection.streams == 0


@given(st.integers(0, 2**32))
async def test_random_frames_do_no_harm(seed: int) -> None:
    chance = random.Random(seed)
    node = make_node()
    stranger = Stranger(node).meet()
    for _ in range(20):
        kind, flags = chance.randrange(4), chance.choice([0, 1, 2, 4, 8, 5, chance.randrange(16)])
        number = 0 if kind > WINDOW_UPDATE else chance.choice([1, 3, 5, 2, 0, 7])
        body = chance.randbytes(chance.choice([0, 1, 32, 500])) if kind == DATA else b""
        length = len(body) if kind == DATA else chance.choice([0, 1, 2**31])
        stranger.say(write_header(kind, flags, number, length) + body)
    assert answers_a_good_peer(node)
