"""Whom LCDP's node knows, in SQLite: it survives its process, whole or not at all."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from plong.protocol.errors import Unavailable
from plong.store.sqlite import SqliteStore
from plong.store.swarm.base import Snapshot
from plong.store.swarm.sqlite import SqliteSwarm
from tests.support.disk import SmallFile
from tests.support.known_peers import SOME, key_at, peer_at
from tests.support.peers import NOW

SAVES_UNTIL_IT_IS_KILLED = """
import asyncio, sys
from pathlib import Path
from plong.store.sqlite import SqliteStore
from plong.store.swarm.base import Snapshot
from plong.store.swarm.sqlite import SqliteSwarm
from tests.support.known_peers import key_at, peer_at

async def main(path):
    store = SqliteStore(path)
    await store.open()
    swarm = SqliteSwarm(store)
    for port in range(1, 10_000):
        where = f"127.0.0.1:{port}"
        await swarm.save(Snapshot((peer_at(where),) * 500, (key_at(where),) * 500))
        print(port, flush=True)

asyncio.run(main(Path(sys.argv[1])))
"""


def save_and_be_killed(path: Path) -> int:
    """Have a process save again and again, kill it, return what it said that it had saved."""
    command = [sys.executable, "-c", SAVES_UNTIL_IT_IS_KILLED, str(path)]
    environ = {"PYTHONPATH": ":".join(sys.path)}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(20)]
        process.kill()
        lines += [line for line in process.stdout.readlines() if line.endswith(b"\n")]
    return int(lines[-1])


async def load(path: Path) -> Snapshot:
    store = SqliteStore(path)
    await store.open()
    try:
        return await SqliteSwarm(store).load()
    finally:
        await store.close()


async def test_it_is_there_when_the_file_is_opened_again(path: Path) -> None:
    store = SqliteStore(path)
    await store.open()
    await SqliteSwarm(store).save(SOME)
    await store.close()
    assert await load(path) == SOME


async def test_a_kill_leaves_one_saving_whole(path: Path) -> None:
    said = await asyncio.to_thread(save_and_be_killed, path)
    known = await load(path)
    places = {str(peer.endpoint) for peer in known.peers} | {str(k.address) for k in known.keys}
    assert len(known.peers) == len(known.keys) == 500
    assert places in ({f"127.0.0.1:{said}"}, {f"127.0.0.1:{said + 1}"})


async def test_rows_that_are_no_addresses_are_passed_over(sqlite_store: SqliteStore) -> None:
    swarm = SqliteSwarm(sqlite_store)
    await swarm.save(SOME)
    await sqlite_store.ask(lambda db: db.execute("UPDATE lcdp_peers SET address = 'x.example:1'"))
    await sqlite_store.ask(lambda db: db.execute("UPDATE lcdp_keys SET address = '192.0.2.1:0'"))
    assert await swarm.load() == Snapshot()


async def test_on_a_full_disk_what_was_saved_last_stays(
    tmp_path: Path, sqlite_store: SqliteStore
) -> None:
    disk, swarm = SmallFile(tmp_path), SqliteSwarm(sqlite_store)
    await swarm.save(SOME)
    await disk.fill(sqlite_store)
    many = tuple(peer_at(f"192.0.2.1:{port}", heard_at=NOW) for port in range(1, 2000))
    with pytest.raises(Unavailable):
        await swarm.save(Snapshot(many, (key_at("192.0.2.1:1"),)))
    assert await swarm.load() == SOME
    await disk.free(sqlite_store)
    await swarm.save(Snapshot(many))
    assert (await swarm.load()).peers == many


@pytest.mark.parametrize(
    ("wrong", "is_kept"),
    [
        ("address = x'00ff'", False),
        ("delay = 'soon'", False),
        ("delay = 9e999", False),
        ("heard_at = 'today'", False),
        ("heard_at = -1.0", False),
        ("cookie = '{bad'", True),
        ("cookie = x'ff'", True),
        ("cookie = '[]'", True),
    ],
)
async def test_what_is_wrong_in_a_row_of_a_peer_is_passed_over(
    sqlite_store: SqliteStore, wrong: str, *, is_kept: bool
) -> None:
    swarm = SqliteSwarm(sqlite_store)
    await swarm.save(SOME)
    await sqlite_store.ask(lambda db: db.execute(f"UPDATE lcdp_peers SET {wrong}"))
    known = await swarm.load()
    assert bool(known.peers) is is_kept
    assert known.keys == SOME.keys


@pytest.mark.parametrize(
    "wrong",
    ["key = CAST(substr(hex(key), 1, 32) AS TEXT)", "heard_at = 'x'", "address = x'00'"],
)
async def test_and_so_is_a_key_that_is_none(sqlite_store: SqliteStore, wrong: str) -> None:
    swarm = SqliteSwarm(sqlite_store)
    await swarm.save(SOME)
    await sqlite_store.ask(lambda db: db.execute(f"UPDATE lcdp_keys SET {wrong}"))
    known = await swarm.load()
    assert (known.peers, known.keys) == (SOME.peers, ())
