"""Measuring somebody, over a connection."""

import asyncio

import pytest

from plong.libp2p.measure import PingFailed
from plong.libp2p.node import Node
from plong.protocol.libp2p.echoing import PING
from plong.protocol.libp2p.measuring_steps import Failure
from plong.protocol.libp2p.yamux.stream import Stream
from tests.libp2p.stranger import GREETING, Stranger, proposal

AGREED = GREETING + proposal(PING)
PATIENCE = 10.0


class Measured:
    """A stranger whom our node pings."""

    def __init__(self, node: Node) -> None:
        self.stranger = Stranger(node).meet()
        self.pinger = node.pinger(self.stranger.crypto.peer_id)

    def ping(self, timeout: float = PATIENCE) -> asyncio.Task[float]:
        return asyncio.create_task(self.pinger.ping(timeout))

    async def hear(self) -> None:
        """Let the loop run, and hear what our node says."""
        await asyncio.sleep(0)
        self.stranger.listen()

    @property
    def streams(self) -> list[Stream]:
        return [*self.stranger.session.streams.values()]

    def say(self, stream: Stream, data: bytes) -> None:
        stream.send(data)
        self.stranger.flush()

    async def agree(self) -> Stream:
        """Agree on the newest stream, and hear the payload."""
        await self.hear()
        stream = self.streams[-1]
        self.say(stream, AGREED)
        return stream

    def payload(self, stream: Stream) -> bytes:
        """Return what was sent last."""
        return self.stranger.heard[stream.id][-32:]

    async def echo(self) -> Stream:
        """Agree, and echo."""
        stream = await self.agree()
        self.say(stream, self.payload(stream))
        return stream


@pytest.fixture
async def measured(node: Node) -> Measured:
    return Measured(node)


async def failure(task: asyncio.Task[float]) -> Failure:
    with pytest.raises(PingFailed) as raised:
        await task
    return raised.value.why


async def test_pings_follow_each_other_on_one_stream(measured: Measured) -> None:
    first = measured.ping()
    stream = await measured.echo()
    assert await first >= 0
    second = measured.ping()
    await measured.hear()
    measured.say(stream, measured.payload(stream)[:7])
    measured.say(stream, measured.payload(stream)[7:])
    assert await second >= 0
    assert measured.streams == [stream]


async def test_who_asks_meanwhile_waits_for_its_turn(measured: Measured) -> None:
    tasks = [measured.ping(), measured.ping()]
    stream = await measured.echo()
    await tasks[0]
    assert not tasks[1].done()
    await measured.hear()
    measured.say(stream, measured.payload(stream))
    await tasks[1]
    assert len(measured.streams) == 1


async def test_a_stream_that_has_echoed_is_opened_anew(measured: Measured) -> None:
    first = measured.ping()
    stream = await measured.echo()
    await first
    second = measured.ping()
    await measured.hear()
    stream.reset()
    measured.stranger.flush()
    other = await measured.echo()
    assert other is not stream
    assert await second >= 0


async def test_a_stream_that_has_never_echoed_is_not(measured: Measured) -> None:
    task = measured.ping()
    stream = await measured.agree()
    stream.close()
    measured.stranger.flush()
    assert await failure(task) is Failure.ENDED
    assert measured.streams == []


async def test_other_bytes_are_a_mismatch(measured: Measured) -> None:
    task = measured.ping()
    stream = await measured.agree()
    measured.say(stream, b"x" * 32)
    assert await failure(task) is Failure.MISMATCH
    assert measured.stranger.ends[stream.id] == "reset"


async def test_who_does_not_speak_ping_refuses(measured: Measured) -> None:
    task = measured.ping()
    await measured.hear()
    measured.say(measured.streams[0], GREETING + proposal("na"))
    assert await failure(task) is Failure.REFUSED


async def test_who_is_not_connected_refuses(measured: Measured) -> None:
    measured.stranger.connection.lost()
    assert await failure(measured.ping()) is Failure.REFUSED


@pytest.mark.parametrize("is_agreed", [False, True])
async def test_who_is_late_is_waited_for_no_longer(measured: Measured, *, is_agreed: bool) -> None:
    task = measured.ping(timeout=0.05)
    if is_agreed:
        await measured.agree()
    assert await failure(task) is Failure.LATE
    measured.stranger.listen()
    assert measured.streams == []
    again = measured.ping()
    await measured.echo()
    await again


async def test_who_asks_no_longer_leaves_no_stream(measured: Measured) -> None:
    task = measured.ping()
    await measured.agree()
    task.cancel()
    await asyncio.wait([task])
    measured.stranger.listen()
    assert measured.streams == []


async def test_finish_closes_the_stream(measured: Measured) -> None:
    task = measured.ping()
    stream = await measured.echo()
    measured.pinger.finish()  # not while the ping is under way
    await task
    measured.pinger.finish()
    measured.stranger.listen()
    assert measured.stranger.ends[stream.id] == "closed"
