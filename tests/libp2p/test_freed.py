"""What is over is freed at once, with all that waited in it: nothing waits for the collector."""

import gc
import weakref
from collections.abc import Callable, Iterator

import pytest

from plong.libp2p.node import Node
from plong.protocol.libp2p.identify import IDENTIFY
from plong.protocol.libp2p.yamux.frames import WINDOW
from plong.protocol.libp2p.yamux.stream import Stream
from tests.libp2p.stranger import Stranger
from tests.support.hop import Scene, Tape
from tests.support.pipes import Pipe

Leave = Callable[[Stranger, Stream], None]


@pytest.fixture(autouse=True)
def _no_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


def is_lost(_stranger: Stranger, _stream: Stream) -> None:
    """Vanish without a word."""


def closes(stranger: Stranger, stream: Stream) -> None:
    stream.close()
    stranger.flush()


def resets(stranger: Stranger, stream: Stream) -> None:
    stream.reset()
    stranger.flush()


def takes_nothing(stranger: Stranger, stream: Stream) -> None:
    """Let echoes wait for a window that does not widen."""
    stranger.reads = False
    for _ in range(2):
        stream.send(bytes(WINDOW // 2))
        stranger.flush()
    stranger.connection.blocked()
    stranger.say(stranger.session.data_to_send())


def leaves_the_agreement_open(stranger: Stranger, _stream: Stream) -> None:
    stranger.session.open().send(b"\x13/multistream")
    stranger.flush()


@pytest.mark.parametrize(
    "leave", [is_lost, closes, resets, takes_nothing, leaves_the_agreement_open]
)
@pytest.mark.parametrize("is_closed", [False, True], ids=["lost", "closed"])
async def test_a_connection(node: Node, leave: Leave, is_closed: bool) -> None:
    stranger = Stranger(node).meet()
    stranger.open(IDENTIFY)
    stream = stranger.open()
    assert stranger.echo(stream, bytes(32))
    leave(stranger, stream)
    connection = stranger.connection
    assert connection._streams is not None
    parts = [weakref.ref(one) for one in (connection, connection._streams.session)]
    if is_closed:
        connection.close()
    connection.lost()
    del connection, stranger, stream
    assert [part() for part in parts] == [None, None]


def parts_of(scene: Scene) -> list[weakref.ref[object]]:
    [visit] = scene.hop._visits
    parts: list[object] = [visit, visit.leg, visit.leg.io]
    if visit._joint is not None:
        parts += [visit._joint, *(leg.io for leg in visit._joint.legs)]
    return [weakref.ref(part) for part in parts]


def reset(tape: Tape, _pipe: Pipe) -> None:
    tape.io.reset()


def lose(_tape: Tape, pipe: Pipe) -> None:
    pipe.lose()


def close(_tape: Tape, pipe: Pipe) -> None:
    pipe.connection.close()


@pytest.mark.parametrize("end", [reset, lose, close])
@pytest.mark.parametrize("stage", [Scene.ring, Scene.joined])
async def test_what_a_relay_carries(
    end: Callable[[Tape, Pipe], None], stage: Callable[[Scene], tuple[Tape, Tape]]
) -> None:
    scene = Scene()
    tape, _ = stage(scene)
    parts = parts_of(scene)
    end(tape, scene.caller_pipe)
    scene.world.run()
    assert scene.is_empty
    assert [part() for part in parts] == [None] * len(parts)
