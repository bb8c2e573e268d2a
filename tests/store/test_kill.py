"""``kill -9`` at any moment loses no answered ``ohai`` or ``iam``, and leaves nothing to repair."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from plong.protocol.models import Answer
from tests.support.process import ServerProcess, server_process, start

ROUNDS = 3
UNLIMITED = {
    "peers_per_minute": 1_000_000,
    "peers_per_address": 1_000_000,
    "passphrase_tries": 1_000_000,
    "passphrase_tries_total": 1_000_000,
    "identities_per_peer": 1_000_000,
    "identities_per_address": 1_000_000,
    "hash_queue": 1000,
    "store": "sqlite:plong.db",
}


class Visitors:
    """Greet and claim until the server is gone; know what they were answered."""

    def __init__(self, server: ServerProcess) -> None:
        self.server = server
        self.greeted: list[Answer] = []
        self.claimed: dict[str, Answer] = {}
        self.answers = 0
        self.enough = asyncio.Event()

    async def come_until_it_is_killed_after(self, answers: int) -> None:
        self.wanted = answers
        tasks = [asyncio.create_task(_until_gone(self.greet)) for _ in range(6)]
        tasks += [asyncio.create_task(_until_gone(self.claim)) for _ in range(3)]
        await asyncio.wait_for(self.enough.wait(), 20)
        await self.server.kill()
        await asyncio.gather(*tasks)

    async def ask(self, path: str, body: object) -> Answer:
        response = await self.server.http.post(path, json=body)
        answer: Answer = response.raise_for_status().json()
        self.answers += 1
        if self.answers == self.wanted:
            self.enough.set()
        return answer

    async def greet(self) -> Answer:
        answer = await self.ask("/ohai", {})
        self.greeted.append(answer)
        return answer

    async def claim(self) -> None:
        me = await self.greet()
        passphrase = f"passphrase of {me['PublicId']}"
        body = {"PrivateId": me["PrivateId"], "Passphrase": passphrase}
        self.claimed[passphrase] = await self.ask("/iam", body)


async def _until_gone(visit: Callable[[], Awaitable[object]]) -> None:
    try:
        while True:
            await visit()
    except (httpx.TransportError, AttributeError):
        pass  # anyio looks into a socket that uvloop has closed already


async def assert_all_is_there(server: ServerProcess, before: Visitors) -> None:
    counts = (await server.http.get("/wuu2")).json()["Status"]
    assert counts["Peers"] >= len(before.greeted)
    assert counts["Identities"] >= len(before.claimed)
    for passphrase, claimed in before.claimed.items():
        found = await server.http.post("/whois", json={"Passphrase": passphrase})
        expected = {"PublicId": claimed["PublicId"], "Created": claimed["Created"]}
        assert (found.status_code, found.json()) == (200, expected)
    for me in before.greeted:
        removed = await server.http.post("/obai", json={"PrivateId": me["PrivateId"]})
        assert removed.status_code == 200


async def test_what_was_answered_before_a_kill_is_there_after_it(tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # shown when the test fails
    moments, before = random.Random(seed), None
    for _ in range(ROUNDS):
        async with server_process(tmp_path, **UNLIMITED) as server:
            if before is not None:
                await assert_all_is_there(server, before)
            before = Visitors(server)
            await before.come_until_it_is_killed_after(moments.randint(1, 400))
    async with server_process(tmp_path, **UNLIMITED) as server:
        assert before is not None
        await assert_all_is_there(server, before)
        assert await server.stop() == ""


async def test_a_second_server_on_the_same_file_is_refused(tmp_path: Path) -> None:
    async with server_process(tmp_path, **UNLIMITED) as server:
        second = await start(tmp_path, **UNLIMITED)
        output, errors = await asyncio.wait_for(second.communicate(), 10)
        assert (second.returncode, output) == (1, b"")
        reason = "plong.db is in use by another server; stop that one or set store."
        assert errors.decode() == f"plong: {reason}\n"
        assert (await server.http.get("/ohai")).status_code == 200
