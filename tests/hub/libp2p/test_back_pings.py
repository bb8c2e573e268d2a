"""Those who are connected are measured, now and then."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from plong.hub.libp2p.back_pings import AGAIN, FIRST, TIMEOUT
from plong.libp2p.pinging import make_node
from plong.libp2p.pulse import IDLE_TIMEOUT
from tests.support.fakes import FakeClock
from tests.support.libp2p import WAYS, dialled, has_peers, has_proved, peering_of, prove, stranger
from tests.support.server import Server, running_server


def test_it_keeps_no_connection_from_being_idle() -> None:
    assert AGAIN > IDLE_TIMEOUT


async def test_who_is_connected_is_counted_and_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = FakeClock()
    monkeypatch.setattr("plong.services.Clock", lambda: clock)
    async with running_server(mode="hwl") as server, AsyncExitStack() as stack:
        for way in WAYS:
            node = make_node()
            stack.push_async_callback(node.close)
            await dialled(node, server, way)
        await has_peers(server, 2)
        back_pings = peering_of(server).back_pings
        await back_pings.measure()
        assert await counts(server) == (2, 0, None)  # they may be gone in a moment
        clock.time += FIRST
        await back_pings.measure()
        peers, measured, median = await counts(server)
        assert (peers, measured) == (2, 2)
        assert median is not None
        assert 0 < median < 1000
        assert [connection.streams for connection in peering_of(server).node.connections] == [0, 0]
        clock.time += AGAIN - 1
        monkeypatch.setattr(back_pings, "_measure", None)  # nobody's time has come
        await back_pings.measure()


async def counts(server: Server) -> tuple[int, int, float | None]:
    status = (await server.http.get("/wuu2")).json()["Libp2p"]
    return status["Peers"], status["Measured"], status["MedianMs"]


async def test_who_does_not_answer_counts_as_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = FakeClock()
    monkeypatch.setattr("plong.services.Clock", lambda: clock)
    async with running_server(mode="hl") as server, stranger(server, "tcp") as pipe:
        await prove(pipe)
        await has_peers(server, 1)
        clock.time += FIRST
        monkeypatch.setattr("plong.hub.libp2p.back_pings.TIMEOUT", 0.01)
        await peering_of(server).back_pings.measure()
        assert await counts(server) == (1, 0, None)


async def test_who_does_not_answer_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = FakeClock()
    monkeypatch.setattr("plong.services.Clock", lambda: clock)
    monkeypatch.setattr("plong.hub.libp2p.back_pings._LOOK", 0.01)
    async with running_server(mode="hl") as server, stranger(server, "tcp") as pipe:
        await prove(pipe)
        await has_proved(server)
        clock.time += FIRST
        await pipe.read()  # now it is asked
        async with asyncio.timeout(TIMEOUT / 2), AsyncExitStack() as stack:
            stack.push_async_callback((node := make_node()).close)
            await dialled(node, server, "tcp")
            while len(peering_of(server).node.connections.peers) < 2:
                await counts(server)
            clock.time += FIRST
            while (await counts(server))[1] != 1:
                pass
