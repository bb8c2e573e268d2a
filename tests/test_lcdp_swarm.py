"""Servers that find each other on loopback, go, and come again; and the quick-start's node."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

import plong.services
from tests.support.command_line import running_plong
from tests.support.lcdp import (
    PATIENCE,
    FastClock,
    find,
    free_udp_port,
    quick_start_node,
    status_when,
    stranger,
)
from tests.support.server import Server, running_server

Status = dict[str, Any]


@pytest.fixture(autouse=True)
def _time_flies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the nodes' seconds be short, and have them look at what is due as often."""
    monkeypatch.setattr(plong.services, "Clock", FastClock)
    monkeypatch.setattr("plong.lcdp.runner.SHORTEST_PAUSE", 0.01)
    monkeypatch.setattr("plong.lcdp.runner.LONGEST_PAUSE", 0.05)


@asynccontextmanager
async def node(*bootstrap: str, **values: object) -> AsyncIterator[Server]:
    """Run a server whose node may call others on this machine."""
    values = {"mode": "u", "lcdp_reach": "loopback", "bootstrap": [*bootstrap], **values}
    async with running_server(**values) as server:
        yield server


def address_of(server: Server) -> str:
    assert server.swarm is not None
    return f"127.0.0.1:{server.swarm.port}"


def key_of(server: Server) -> str:
    assert server.swarm is not None
    return f"0x{server.swarm.key.hex()}"


def lists(*servers: Server) -> Callable[[Status], bool]:
    """Return whether just these are active, each with its key."""
    wanted = {(address_of(server), key_of(server)) for server in servers}

    def are_listed(status: Status) -> bool:
        return {(peer["addr"], peer["pub"]) for peer in status["active_peers"]} == wanted

    return are_listed


async def test_servers_find_each_other_by_one_that_all_know() -> None:
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(node())
        others = [await stack.enter_async_context(node(address_of(first))) for _ in range(3)]
        servers = [first, *others]
        for server in servers:
            status = await status_when(
                server.http, lists(*(one for one in servers if one is not server))
            )
            assert (status["total_peers"], status["unique_ips"]) == (3, 1)
            assert all(0 <= peer["delay_ms"] < 1500 for peer in status["active_peers"])


async def test_the_dead_are_forgotten_and_the_living_are_not() -> None:
    async with node() as first, node(address_of(first)) as other:
        async with node(address_of(first)) as mortal:
            await status_when(first.http, lists(other, mortal))
        status = await status_when(first.http, lambda status: status["total_peers"] == 1)
        await status_when(first.http, lists(other))
        assert status["total_peers"] == 1


async def test_who_comes_again_is_found_again_without_being_told_of_anybody(
    tmp_path: Path,
) -> None:
    store = f"sqlite:{tmp_path / 'plong.db'}"
    async with node() as first:
        async with node(address_of(first), store=store) as second:
            await status_when(second.http, lists(first))
            key = key_of(second)
        async with node(store=store) as second:
            assert key_of(second) == key
            await status_when(second.http, lists(first))


def dies_by_kill(interval: float) -> tuple[str, ...]:
    """Return the command of a server that saves this often, in seconds."""
    program = (
        f"import sys, plong.hub.swarm.persistence as p; p.INTERVAL = {interval};"
        " from plong.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    return sys.executable, "-c", program


async def test_a_kill_takes_nothing_that_was_saved(tmp_path: Path) -> None:
    settings = {"mode": "u", "lcdp_reach": "loopback", "store": "sqlite:plong.db"}
    environ = {f"PLONG_{name.upper()}": value for name, value in settings.items()}
    environ["PLONG_UDP_PORT"] = str(free_udp_port())
    async with node() as first:
        known = json.dumps([address_of(first)])
        async with running_plong(
            *("--port", "0"),
            directory=tmp_path,
            command=dies_by_kill(0.01),
            PLONG_BOOTSTRAP=known,
            **environ,
        ) as killed:
            before = await _when_listed(killed.port, first)
            await _saved(tmp_path, address_of(first))
        async with running_plong("--port", "0", directory=tmp_path, **environ) as again:
            after = await _when_listed(again.port, first)
        assert after["public_key"] == before["public_key"]


async def _when_listed(port: int, server: Server) -> Status:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
        return await status_when(http, lists(server))


async def _saved(folder: Path, address: str) -> None:
    """Return when a saving is on disk: the log of what is written holds the address."""
    log = folder / "plong.db-wal"
    async with asyncio.timeout(PATIENCE):
        while address.encode() not in await asyncio.to_thread(log.read_bytes):
            pass


async def test_the_quick_starts_node_becomes_a_peer_and_answers_others() -> None:
    async with quick_start_node() as port:
        simple = f"127.0.0.1:{port}"
        async with node(simple) as server:
            await status_when(server.http, lambda status: status["total_peers"] == 1)
            assert server.swarm is not None
            with stranger(server.swarm.port) as one:
                said = await one.ask({"PleaseSendPeers": {}})
                assert find(said, "Peers") == {"peers": [simple]}
            with stranger(port) as one:
                said = await one.ask({"PleaseSendPeers": {}})
                assert find(said, "Peers") == {"peers": [address_of(server)]}


async def test_a_bootstrap_node_that_comes_late_is_found() -> None:
    port = free_udp_port()
    async with node(f"127.0.0.1:{port}") as early, node(udp_port=port) as late:
        await status_when(early.http, lists(late))
        await status_when(late.http, lists(early))
