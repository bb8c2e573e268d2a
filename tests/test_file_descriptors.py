"""A server whose system lets it open few files: it says so, serves whom it can, and recovers."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
from websockets.asyncio.client import ClientConnection

from tests.support.process import ServerProcess, server_process
from tests.support.raw import RawClient, raw_client
from tests.support.server import plain_client
from tests.support.talk import ask, hear, linked_pair

FILES: Final = 64
CROWD: Final = 120
ROOM: Final = 32
"""Connections at this limit: `plong.capacity` keeps the other half for itself."""
LONG: Final = 60
"""Seconds that nothing takes here: whoever is silent stays."""
SECOND: Final = 1.0
PATIENCE: Final = 20.0
"""Seconds after which a test fails that waits for what does not happen."""
QUESTION: Final = b"GET /wuu2 HTTP/1.1\r\nHost: localhost\r\n\r\n"
Socket = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Crowd:
    """Many who connect at once, and stay."""

    def __init__(self) -> None:
        self._sockets: list[Socket] = []

    async def come(self, port: int) -> Counter[str]:
        """Connect and ask; return how often which status came, or "hung up" instead."""
        return Counter(await asyncio.gather(*(self._one(port) for _ in range(CROWD))))

    async def _one(self, port: int) -> str:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            self._sockets.append((reader, writer))
            writer.write(QUESTION)
            return (await reader.readline()).decode().partition(" ")[2].strip() or "hung up"
        except ConnectionError:
            return "hung up"

    def leave(self) -> None:
        for _, writer in self._sockets:
            writer.transport.abort()


@dataclass(frozen=True)
class Full:
    """A server without a file left, and who is in it."""

    server: ServerProcess
    client: ClientConnection
    silent: RawClient


@asynccontextmanager
async def crowd() -> AsyncIterator[Crowd]:
    one = Crowd()
    try:
        yield one
    finally:
        one.leave()


async def is_served_again(server: ServerProcess) -> bool:
    """Try as a newcomer, again and again."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            async with plain_client(str(server.http.base_url)) as newcomer:
                return (await newcomer.get("/ohai")).status_code == httpx.codes.OK
        except httpx.TransportError:
            continue  # their sockets may not have been closed yet
    return False


async def test_a_crowd_beyond_the_limit_is_refused_and_the_others_go_on(tmp_path: Path) -> None:
    async with (
        server_process(tmp_path, FILES, max_connections=1000, request_timeout=LONG) as server,
        linked_pair(server) as pair,
        crowd() as strangers,
    ):
        coming = asyncio.create_task(strangers.come(server.port))
        while not coming.done():
            await pair.talk()
        statuses = await coming
        assert set(statuses) <= {"200 OK", "503 Service Unavailable", "hung up"}
        assert statuses["200 OK"] == ROOM - 3  # the pair, and who made their names
        await pair.talk()
        assert (await server.http.get("/ohai")).status_code == httpx.codes.OK  # stored, too
        strangers.leave()
        assert await is_served_again(server)
        log = await server.stop()
    [line] = log.splitlines()
    assert "max_connections is 1000, but the system allows 64 open files: 32 connections" in line


@asynccontextmanager
async def full_server(folder: Path, peers: Crowd, **settings: object) -> AsyncIterator[Full]:
    """Start a server all of whose files are taken, most of them by peers of libp2p.

    A silent visitor and a client in ``plong.2`` are in it as well; nobody else can come.
    """
    limits = {"libp2p_connections": 1000, "libp2p_connections_per_address": 1000}
    ports = {"libp2p_port": 0, "udp_port": 0, "request_timeout": SECOND}
    async with (
        server_process(folder, FILES, mode="hwxpul", **limits, **ports, **settings) as server,
        server.connect_2(await server.ohai()) as client,
        raw_client(server.port) as silent,
    ):
        await hear(client)
        status = (await server.http.get("/wuu2")).json()["Libp2p"]
        await peers.come(int(status["Addresses"][0].split("/")[4]))
        assert set(await peers.come(server.port)) == {"hung up"}
        yield Full(server, client, silent)


async def test_a_server_without_a_file_left_serves_who_is_there_and_does_not_spin(
    tmp_path: Path,
) -> None:
    async with crowd() as peers, full_server(tmp_path, peers) as full:
        assert (await ask(full.client, "lcdp []"))["Code"] == "full"
        assert (await full.server.http.get("/ohai")).status_code == httpx.codes.OK  # stored, too
        before = full.server.cpu_seconds
        assert await full.silent.read_to_the_end() == b""  # after a second
        assert full.server.cpu_seconds - before < SECOND / 2
        peers.leave()
        assert await is_served_again(full.server)
        assert await full.server.stop() == ""


async def test_a_ping_that_finds_no_file_for_its_socket_is_put_off(tmp_path: Path) -> None:
    folders = [tmp_path / "sender", tmp_path / "receiver"]
    for folder in folders:
        folder.mkdir()
    async with (
        server_process(folders[1], mode="p") as receiver,
        crowd() as peers,
        full_server(folders[0], peers) as full,
    ):
        body = {"target": f"http://127.0.0.1:{receiver.port}", "content": "Still there?"}
        assert (await full.server.post("/send", body)).status_code == httpx.codes.CREATED
        assert await full.silent.read_to_the_end() == b""  # after a second: it was tried long ago
        assert (await receiver.http.get("/inbox")).json() == []
        peers.leave()
        async with asyncio.timeout(PATIENCE):
            while not (await receiver.http.get("/inbox")).json():
                pass
