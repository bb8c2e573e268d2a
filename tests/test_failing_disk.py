"""A disk that fails under a running server: it serves what needs no disk, and says so once."""

import resource
from pathlib import Path

import httpx
from websockets.asyncio.client import connect

from tests.support.process import ServerProcess, server_process

SETTINGS = {"mode": "hwx", "store": "sqlite:plong.db", "peers_per_minute": 10**6}


def limit_files(server: ServerProcess, size: int) -> None:
    """Let writes beyond this size fail, as those on a failing disk do."""
    limits = (size, resource.RLIM_INFINITY)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, limits)


async def test_it_goes_on_and_recovers(tmp_path: Path) -> None:
    async with server_process(tmp_path, **SETTINGS) as server:
        me = (await server.http.get("/ohai")).json()
        async with connect(f"ws://127.0.0.1:{server.port}/ws/{me['PrivateId']}") as connection:
            limit_files(server, 1)
            for _ in range(20):
                refused = await server.http.get("/ohai")
                assert refused.status_code == httpx.codes.SERVICE_UNAVAILABLE
            await connection.send(f"\x1bchlink {me['PublicId']}")
            await connection.send("an echo")
            assert await connection.recv() == "an echo"
            limit_files(server, resource.RLIM_INFINITY)
            later = (await server.http.get("/ohai")).json()
        for known in (me, later):
            removed = await server.http.post("/obai", json={"PrivateId": known["PrivateId"]})
            assert removed.status_code == httpx.codes.OK
        [said] = (await server.stop()).splitlines()
        assert " error store: The store refuses transactions: " in said
