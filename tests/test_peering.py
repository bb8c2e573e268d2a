"""libp2p put together: who the peer is outlives a restart; what stops a start; how it ends."""

import asyncio
import contextlib
import time
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from plong.config import Config, ConfigError
from plong.endpoints.libp2p.peering import Peering
from plong.hub.clock import Clock
from plong.hub.tally import Tally
from plong.libp2p import ping
from plong.libp2p.pinging import make_node
from plong.listening import StartError
from plong.peering import running_peering
from plong.protocol.errors import Unavailable
from plong.protocol.libp2p.identify import Identify
from plong.protocol.libp2p.multiaddr import read_known
from plong.protocol.libp2p.relay.models import HOP, Status
from plong.protocol.libp2p.yamux.frames import GO_AWAY, NORMAL, write_header
from plong.services import Services, running_services
from plong.store.base import StoreError
from plong.store.memory import MemoryStore
from tests.support.libp2p import (
    WAYS,
    address_of,
    dialled,
    has_peers,
    has_proved,
    is_answered,
    peering_of,
    prove,
    stop_reading,
    stranger,
)
from tests.support.relayed import answer_calls, call, reserve
from tests.support.server import Server, make_test_config, running_server

GOODBYE = write_header(GO_AWAY, 0, 0, NORMAL)


def make_libp2p_config(**values: object) -> Config:
    return make_test_config(mode="l", **values)


def peering_in(services: Services) -> Peering:
    assert isinstance(services.libp2p, Peering)
    return services.libp2p


async def name_of(config: Config) -> str:
    async with running_services(config) as services:
        return str(peering_in(services).node.peer_id)


async def test_the_peer_is_the_same_after_a_restart(tmp_path: Path) -> None:
    config = make_libp2p_config(store=f"sqlite:{tmp_path / 'plong.db'}")
    assert await name_of(config) == await name_of(config)


async def test_another_server_is_another_peer() -> None:
    assert await name_of(make_libp2p_config()) != await name_of(make_libp2p_config())


async def test_without_libp2p_in_its_mode_a_server_has_no_peer() -> None:
    async with running_server(mode="hwx") as server:
        assert server.libp2p is None
        assert "Libp2p" not in (await server.http.get("/wuu2")).json()


class FullStore(MemoryStore):
    """A store whose disk is full."""

    async def secret(self, *_: object) -> bytes:
        raise Unavailable


async def test_without_a_key_there_is_no_start() -> None:
    with pytest.raises(StoreError, match="memory: can store nothing"):
        async with running_peering(make_libp2p_config(), FullStore(), Clock(), Tally()):
            raise AssertionError("It started.")


async def test_a_port_that_is_taken_stops_the_start() -> None:
    async with running_services(make_libp2p_config()) as services:
        port = int(peering_in(services).addresses[0].split("/")[4])
        with pytest.raises(StartError, match=f"libp2p_port {port} .* set another libp2p_host or"):
            async with running_services(make_libp2p_config(libp2p_port=port)):
                raise AssertionError("It started.")
    async with running_services(make_libp2p_config(libp2p_port=port)):
        pass  # it is free again


async def test_what_is_no_address_of_it_stops_the_start() -> None:
    with pytest.raises(ConfigError, match="libp2p_announce has '/ip4/nowhere'"):
        async with running_services(make_libp2p_config(libp2p_announce=["/ip4/nowhere"])):
            raise AssertionError("It started.")


@pytest.mark.parametrize(
    ("values", "host"),
    [
        ({}, "/ip4/127.0.0.1/"),
        ({"libp2p_host": "127.0.0.2"}, "/ip4/127.0.0.2/"),
        ({"libp2p_host": "0.0.0.0"}, "/ip4/127.0.0.1/"),
        ({"host": "localhost"}, "/ip4/127.0.0.1/"),
    ],
)
async def test_it_listens_where_it_is_told_or_where_the_server_does(
    values: dict[str, object], host: str
) -> None:
    async with running_services(make_libp2p_config(**values)) as services:
        [tcp, _] = peering_in(services).addresses
        assert tcp.startswith(host)
        assert [pong.why async for pong in ping(tcp, count=1)] == [None]


async def told_by(server: Server, way: str = "tcp") -> Identify:
    """Ask a server's peer who it is."""
    node = make_node()
    connection = await dialled(node, server, way)
    async with asyncio.timeout(5):
        while connection.identity is None:
            await server.http.get("/wuu2")
    await node.close()
    return connection.identity


async def test_others_are_told_where_it_is() -> None:
    async with running_server(mode="hl") as server:
        name = peering_of(server).node.peer_id
        told = read_known(address.data for address in (await told_by(server)).addresses)
        shown = tuple(str(address.with_peer(name)) for address in told)
        assert shown == peering_of(server).addresses


@pytest.mark.parametrize("way", WAYS)
async def test_who_listens_everywhere_names_the_address_that_a_peer_has_come_to(way: str) -> None:
    async with running_server(mode="hl", host="0.0.0.0") as server:
        node = make_node()
        connection = await dialled(node, server, way)
        here = address_of(server, way)
        answer = await reserve(connection)
        assert answer.reservation is not None
        assert [*map(str, answer.reservation.addresses)] == [here]
        [said] = read_known(address.data for address in (await told_by(server, way)).addresses)
        assert str(said.with_peer(peering_of(server).node.peer_id)) == here
        await node.close()


async def test_what_is_announced_goes_before_what_it_listens_on() -> None:
    announced = ["/dns4/plong.example/tcp/443/wss", "/ip4/192.0.2.1/tcp/4001"]
    async with running_server(mode="hl", libp2p_announce=announced) as server:
        name = peering_of(server).node.peer_id
        status = (await server.http.get("/wuu2")).json()["Libp2p"]
        assert status["Addresses"] == [f"{address}/p2p/{name}" for address in announced]
        assert [*map(str, peering_of(server).node.introductions.addresses)] == announced


async def test_peers_meet_through_it_and_the_status_counts_them() -> None:
    async with running_server(mode="hl") as server:
        caller, called = make_node(), make_node()
        answer_calls(called)
        there = await dialled(called, server, "ws")
        assert (await reserve(there)).status == Status.OK
        await call(caller, await dialled(caller, server), called.peer_id)
        async with asyncio.timeout(5):
            while not caller.connections.of(called.peer_id):
                await server.http.get("/wuu2")
        assert 0 < await caller.pinger(called.peer_id).ping(5) < 5
        status = (await server.http.get("/wuu2")).json()["Libp2p"]
        assert (status["Peers"], status["Reservations"], status["Circuits"]) == (2, 1, 1)
        assert status["Carried"] > 2 * 32
        figures = peering_of(server).figures()
        assert (figures.connections, figures.peers, figures.circuits) == (2, 2, 1)
        assert figures.carried >= status["Carried"]
        assert figures.streams >= 2
        await caller.close()
        await called.close()


async def test_a_relay_that_is_off_is_not_offered() -> None:
    async with running_server(mode="hl", libp2p_relay_circuits=0) as server:
        assert HOP not in (await told_by(server)).protocols
        assert "Circuits" not in (await server.http.get("/wuu2")).json()["Libp2p"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("limit", ["libp2p_connections", "libp2p_connections_per_address"])
async def test_more_connections_than_there_may_be_are_closed(way: str, limit: str) -> None:
    async with running_server(mode="hl", **{limit: 2}) as server, AsyncExitStack() as stack:
        for other in WAYS:
            await stack.enter_async_context(stranger(server, other))
        await has_peers(server, 2)
        async with stranger(server, way) as pipe:
            assert await pipe.read() == b""
        assert len(peering_of(server).node.connections) == 2
        await stack.aclose()
        await has_peers(server, 0)
        await is_answered(server, way)


@pytest.mark.parametrize("way", WAYS)
async def test_peers_hear_that_it_ends(way: str) -> None:
    async with running_server(mode="hl") as server:
        node = make_node()
        connection = await dialled(node, server, way)
    async with asyncio.timeout(5):
        await node.connections.wait_until_empty()
    assert connection.is_over


@pytest.mark.parametrize("way", WAYS)
async def test_it_ends_in_time_whatever_peers_do(way: str) -> None:
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(running_server(mode="hl", restart_timeout=0.3))
        async with stranger(server, way), stranger(server, way) as slow:
            insider = await prove(slow)
            await stop_reading(insider)
            await has_peers(server, 2)
            start = time.monotonic()
            await stack.aclose()
            assert time.monotonic() - start < 3


@pytest.mark.parametrize("way", WAYS)
async def test_nobody_is_let_in_once_it_says_goodbye(way: str) -> None:
    async with running_server(mode="hl") as server:
        async with stranger(server, way) as pipe:
            insider = await prove(pipe)
            await has_proved(server)
            peering_of(server).dismiss()
            assert await insider.read() == GOODBYE
            assert await insider.read() == b""
        with contextlib.suppress(ConnectionRefusedError):  # at its own port nobody listens
            async with stranger(server, way) as late:
                assert await late.read() == b""


@pytest.mark.parametrize("way", WAYS)
async def test_goodbye_is_the_first_that_peers_hear_of_the_end(way: str) -> None:
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(running_server(mode="hl"))
        insider = await prove(await stack.enter_async_context(stranger(server, way)))
        await has_proved(server)
        ending = asyncio.create_task(insider.read())
        services = Services(server.hub, None, None, server.libp2p, server.health)
        services.restart()
        assert await ending == GOODBYE
