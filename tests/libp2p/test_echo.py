"""Being measured, over a connection."""

import pytest

from plong.libp2p.node import Node
from plong.protocol.libp2p.yamux.frames import WINDOW
from tests.libp2p.stranger import GREETING, Stranger, make_node, proposal


@pytest.fixture
async def stranger(node: Node) -> Stranger:
    return Stranger(node).meet()


async def test_nothing_is_echoed_before_byte_32(stranger: Stranger) -> None:
    stream = stranger.open()
    assert stranger.echo(stream, b"a") == b""
    assert stranger.echo(stream, b"b" * 15) == b""
    assert stranger.echo(stream, b"c" * 16) == b"a" + b"b" * 15 + b"c" * 16


async def test_the_echo_is_written_before_the_end(stranger: Stranger) -> None:
    stream = stranger.open()
    stream.send(b"x" * 64)
    stream.close()
    stranger.flush()
    assert stranger.heard[stream.id].endswith(b"x" * 64)
    assert stranger.ends[stream.id] == "closed"


async def test_a_payload_that_is_not_whole_resets(stranger: Stranger) -> None:
    stream = stranger.open()
    stream.send(b"x" * 42)
    stream.close()
    stranger.flush()
    assert stranger.ends[stream.id] == "reset"


async def test_a_third_stream_is_reset_also_on_another_connection(node: Node) -> None:
    one, other = Stranger(node).meet(), Stranger(node).meet()
    first, second, third = one.open(), other.open(), other.open()
    assert other.ends == {third.id: "reset"}
    assert one.echo(first, b"x" * 32) == other.echo(second, b"x" * 32) == b"x" * 32


@pytest.mark.parametrize("end", ["closed", "reset", "half", "lost"])
async def test_who_ends_a_stream_may_open_another(end: str) -> None:
    node = make_node()
    stranger = Stranger(node).meet()
    streams = [stranger.open(), stranger.open()]
    match end:
        case "closed":
            streams[0].close()
        case "reset":
            streams[0].reset()
        case "half":
            streams[0].send(b"x")
            streams[0].close()
        case "lost":
            stranger.connection.lost()
            stranger = Stranger(node).meet()
            stranger.open()
    if end != "lost":
        stranger.flush()
    allowed, refused = stranger.open(), stranger.open()
    assert stranger.ends.get(allowed.id) is None
    assert stranger.ends[refused.id] == "reset"


async def test_who_has_closed_a_stream_and_reads_no_echoes_has_it_still(node: Node) -> None:
    stranger = Stranger(node).meet()
    stranger.reads = False
    streams = [stranger.open(), stranger.open()]
    for stream in streams:
        stream.send(bytes(WINDOW + 64))
        stream.close()
        stranger.flush()
    refused = stranger.open()
    assert stranger.ends == {refused.id: "reset"}
    streams[0].consume(WINDOW)
    stranger.flush()
    assert stranger.ends[streams[0].id] == "closed"
    allowed = stranger.open()
    assert allowed.id not in stranger.ends


async def test_payload_and_proposal_may_come_together(stranger: Stranger) -> None:
    stream = stranger.session.open()
    stream.send(GREETING + proposal("/ipfs/ping/1.0.0") + b"x" * 32)
    stream.close()
    stranger.flush()
    assert stranger.heard[stream.id] == GREETING + proposal("/ipfs/ping/1.0.0") + b"x" * 32
