"""``kill -9`` under load, again and again: whatever was answered holds, nothing is half made."""

import os
import random
import shutil
import signal
from pathlib import Path

import httpx
import pytest

from tests.support.ledger import Ledger, assert_nothing_is_half_made
from tests.support.process import ServerProcess, server_process
from tests.support.server import running_server
from tests.support.visitors import Visitors

SETTINGS = {
    "mode": "hwxp",
    "store": "sqlite:plong.db",
    "peers_per_minute": 10**6,
    "peers_per_address": 10**6,
    "identities_per_peer": 10**6,
    "identities_per_address": 10**6,
    "passphrase_tries": 10**6,
    "passphrase_tries_total": 10**6,
    "hash_queue": 1000,
    "pings_per_minute": 10**6,
}
PATIENCE = 60
"""Seconds that a hundred passphrases may take to be hashed on a busy machine."""
FEW = 2
"""Rounds of the suite; ``--kills N`` has its own test take as many as one likes."""


def copy_store(folder: Path, name: str) -> Path:
    """Copy the file and its log, as they are; return where to."""
    target = folder / name
    target.mkdir()
    for file in folder.glob("plong.db*"):
        shutil.copy(file, target / file.name)
    return target / "plong.db"


async def kill_again_and_again(folder: Path, rounds: int) -> Ledger:
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # shown when the test fails
    chance, ledger = random.Random(seed), Ledger()
    for number in range(rounds):
        async with server_process(folder, **SETTINGS) as server:
            server.http.timeout = httpx.Timeout(PATIENCE)
            await ledger.check(server.http, chance)
            visitors = Visitors(server, ledger, number)
            await visitors.come_until_it_is_killed_after(chance.randint(1, 400))
        print(f"round {number}", flush=True)
        copy = copy_store(folder, f"round {number}")
        assert_nothing_is_half_made(copy)
        shutil.rmtree(copy.parent)
    async with server_process(folder, **SETTINGS) as server:
        await ledger.check(server.http, chance)
        assert await server.stop() == ""
    return ledger


async def test_what_was_answered_holds(tmp_path: Path) -> None:
    await kill_again_and_again(tmp_path, FEW)


@pytest.mark.faults
async def test_what_was_answered_holds_for_long(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    ledger = await kill_again_and_again(tmp_path, request.config.getoption("--kills"))
    kept = {name: len(promises) for name, promises in vars(ledger).items()}
    print(f"Promises that held: {kept}")


LIES = {
    "peers": {"x": {"PrivateId": "x" * 86}},
    "claimed": {"otter": {"PublicId": "x" * 43, "Created": ""}},
    "once": {"otter": {"PublicId": "x" * 43, "Created": ""}},
    "sent": {"x": "x" * 86},
    "knocked": {"x": "x" * 86},
}


@pytest.mark.parametrize("kind", LIES)
async def test_the_check_itself_sees_a_loss(kind: str) -> None:
    ledger = Ledger(**{kind: LIES[kind]})  # type: ignore[arg-type]  # each fits its own field
    async with running_server(mode="hwxp") as server:
        with pytest.raises(AssertionError):
            await ledger.check(server.http, random.Random(1))


async def test_the_check_itself_sees_what_should_be_gone() -> None:
    async with running_server(mode="hwxp") as server:
        me = await server.ohai()
        await server.iam(me, "otter")
        for ledger in (Ledger(used_up={"otter"}), Ledger(removed={me.private_id})):
            with pytest.raises(AssertionError):
                await ledger.check(server.http, random.Random(1))


async def backed_up(server: ServerProcess, folder: Path) -> Path:
    """Copy the file as docs/deploy/store.md says."""
    os.kill(server.process.pid, signal.SIGSTOP)
    try:
        return copy_store(folder, "backup")
    finally:
        os.kill(server.process.pid, signal.SIGCONT)


async def test_a_copy_made_while_the_server_pauses_has_all_that_was_answered(
    tmp_path: Path,
) -> None:
    chance, ledger = random.Random(1), Ledger()
    async with server_process(tmp_path, **SETTINGS) as server:
        visitors = Visitors(server, ledger, 0)
        await visitors.come_for(100)
        copy = await backed_up(server, tmp_path)
        await ledger.check(server.http, chance)  # it goes on
        ledger.used_up.clear()  # since the copy
    assert_nothing_is_half_made(copy)
    async with server_process(copy.parent, **SETTINGS) as restored:
        await ledger.check(restored.http, chance)
