"""A wall clock that is set by an hour ends nothing early and lets nothing live longer."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect

from tests.support.fake_time import WallClock, wall_clock
from tests.support.process import ServerProcess, server_process

__all__ = ["wall_clock"]
pytestmark = pytest.mark.faults

HOUR = 3600
JUMPS = [HOUR, -HOUR]
SETTINGS = {
    "mode": "hwxpul",
    "store": "sqlite:plong.db",
    "udp_port": 0,
    "libp2p_port": 0,
    "peer_timeout": 1800,
    "ping_max_age": 1800,
    "passphrase_tries": 10**6,
    "passphrase_tries_total": 10**6,
    "peers_per_minute": 1,
}
SHORT = 4
"""Seconds of a lease whose end the tests wait for."""
TOLERANCE = 1.2
"""Seconds; a restart moves no lease for less than one."""


class Visitor:
    """A peer that is found by "otter" for half an hour, by "heron" for seconds, and left word."""

    def __init__(self, server: ServerProcess, me: dict[str, str]) -> None:
        self.me = me
        self.move(server)
        self.off = 0.0

    def move(self, server: ServerProcess) -> None:
        """Go on at another server, or the same again."""
        self.http, self.port = server.http, server.port

    async def iam(self, passphrase: str, seconds: int) -> None:
        body = {"PrivateId": self.me["PrivateId"], "Passphrase": passphrase, "Timeout": seconds}
        self.asked_at = time.monotonic()
        assert (await self.http.post("/iam", json=body)).is_success
        self.claimed_at = time.monotonic()

    async def whois(self, passphrase: str) -> int:
        return (await self.http.post("/whois", json={"Passphrase": passphrase})).status_code

    async def owns(self, method: str, path: str, body: Any = None) -> httpx.Response:
        bearer = {"Authorization": f"Bearer {self.me['PrivateId']}"}
        url = f"/at/{self.me['PublicId']}/{path}"
        return await self.http.request(method, url, headers=bearer, json=body)

    async def send(self) -> None:
        body = {"target": "https://a.example/", "content": "Hi"}
        answer = await self.owns("POST", "send", body)
        self.ping_id = answer.json()["ping_id"]

    async def check(self) -> None:
        """Fail unless all is there that has half an hour, and nothing that had seconds."""
        assert await self.whois("otter") == httpx.codes.OK
        assert (await self.owns("GET", f"outbox/{self.ping_id}")).status_code == httpx.codes.OK
        async with connect(f"ws://127.0.0.1:{self.port}/ws/{self.me['PrivateId']}") as connection:
            await connection.send("\x1bping")
            assert await connection.recv() == "\x1bpong"
        found_at, missed_at = await self.end_of("heron")
        assert found_at < SHORT + self.off + TOLERANCE
        assert missed_at > SHORT - TOLERANCE
        assert await self.whois("otter") == httpx.codes.OK

    async def end_of(self, passphrase: str) -> tuple[float, float]:
        """Wait until it is found no more; return its ages when it was found last, and missed.

        The first is the least that it can be, the second the most, however late answers come.
        """
        found_at, asked_at = 0.0, time.monotonic()
        async with asyncio.timeout(10 * SHORT):
            while await self.whois(passphrase) != httpx.codes.NOT_FOUND:
                found_at, asked_at = asked_at - self.claimed_at, time.monotonic()
        return found_at, time.monotonic() - self.asked_at


async def come(server: ServerProcess) -> Visitor:
    visitor = Visitor(server, (await server.http.get("/ohai")).json())
    await visitor.iam("otter", 1800)
    await visitor.iam("heron", SHORT)
    await visitor.send()
    return visitor


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[ServerProcess]:
    """Run a server; stop it in good order, with nothing to complain of."""
    async with server_process(folder, **SETTINGS) as server:
        server.http.timeout = httpx.Timeout(60)  # on a busy machine
        yield server
        assert await server.stop() == ""


@pytest.mark.parametrize("jump", JUMPS)
async def test_leases_and_limits_of_a_running_server_do_not_notice(
    tmp_path: Path, wall_clock: WallClock, jump: int
) -> None:
    async with running(tmp_path) as server:
        visitor = await come(server)
        wall_clock.set(jump)
        limited = await server.http.get("/ohai")
        assert limited.status_code == httpx.codes.TOO_MANY_REQUESTS
        assert 0 < int(limited.headers["Retry-After"]) <= 60
        await visitor.check()


@pytest.mark.parametrize("jump", JUMPS)
async def test_leases_outlive_a_restart_after_a_jump(
    tmp_path: Path, wall_clock: WallClock, jump: int
) -> None:
    async with running(tmp_path) as server:
        visitor = await come(server)
        wall_clock.set(jump)
    async with running(tmp_path) as server:
        visitor.move(server)
        await visitor.check()


async def test_a_clock_set_back_while_the_server_is_off_lets_nothing_live_longer(
    tmp_path: Path, wall_clock: WallClock
) -> None:
    async with running(tmp_path) as server:
        visitor = await come(server)
        stopped_at = time.monotonic()
    wall_clock.set(-HOUR)
    async with running(tmp_path) as server:
        visitor.move(server)
        visitor.off = time.monotonic() - stopped_at  # which nobody can know
        await visitor.check()


async def test_a_clock_set_forward_while_it_is_off_counts_as_so_much_time_off(
    tmp_path: Path, wall_clock: WallClock
) -> None:
    async with running(tmp_path) as server:
        visitor = await come(server)
    wall_clock.set(HOUR)
    async with running(tmp_path) as server:
        visitor.move(server)
        assert await visitor.whois("otter") == httpx.codes.NOT_FOUND
