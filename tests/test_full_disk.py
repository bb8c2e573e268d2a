"""A server in every mode whose disk gets full: links go on, promises are refused, it passes."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.support.disk import Disk, SmallFile, small_disk
from tests.support.mail import Owner, knock_of
from tests.support.process import start
from tests.support.server import Me, Server, barrier, running_server
from tests.support.store_files import store_of
from tests.support.talk import Pair, link, linked_pair

REFUSED = {"Error": "The server cannot store anything just now."}
UNLIMITED = {"passphrase_tries": 10**6, "pings_per_minute": 10**6}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A disk of two megabytes."""
    with small_disk(tmp_path) as disk:
        yield disk


@pytest.fixture
async def server(disk: Disk) -> AsyncIterator[Server]:
    """A server in every mode, on that disk."""
    store = f"sqlite:{disk.path}"
    async with running_server(mode="hwxpul", store=store, **UNLIMITED) as server:
        yield server


@pytest.fixture
async def pair(server: Server) -> AsyncIterator[Pair]:
    """Alice, whom "otter" finds, and once "heron", and bob."""
    async with linked_pair(server) as pair:
        assert (await server.iam(pair.alice, "otter")).is_success
        assert (await server.iam(pair.alice, "heron", Uses=1)).is_success
        yield pair


async def fill(disk: Disk, server: Server) -> None:
    """Fill the disk, then the room that SQLite has left."""
    await disk.fill(store_of(server.hub))
    for _ in range(2000):
        if (await server.http.get("/ohai")).status_code == httpx.codes.SERVICE_UNAVAILABLE:
            return
    raise AssertionError("The disk does not get full.")


def owner_of(server: Server, me: Me) -> Owner:
    return Owner(server, f"/at/{me.public_id}", me.private_id)


async def promises(server: Server, pair: Pair) -> list[httpx.Response]:
    """Ask for each thing that has to be stored; more than a page each, for some pages have room."""
    owner, content = owner_of(server, pair.alice), "x" * 5000
    return [
        await server.http.get("/ohai"),
        await server.iam(pair.bob, "plover"),
        await server.post("/obai", {"PrivateId": pair.bob.private_id}),
        await owner.ask("POST", "send", {"target": "https://a.example/", "content": content}),
        await server.post(f"{owner.path}/ping", knock_of(payload_type="x" * 64)),
    ]


async def test_open_links_go_on_and_who_is_known_comes_back(
    disk: Disk, server: Server, pair: Pair
) -> None:
    await fill(disk, server)
    await pair.talk()
    await link(pair.alices, pair.bob)
    async with server.connect(pair.bob) as again:
        await barrier(again)
    await pair.talk()


async def test_nothing_new_is_promised(disk: Disk, server: Server, pair: Pair) -> None:
    await fill(disk, server)
    answers = await promises(server, pair)
    assert [answer.status_code for answer in answers] == [503] * len(answers)
    assert [answer.json() for answer in answers[:3]] == [REFUSED] * 3


async def test_what_is_only_read_is_answered_and_a_use_that_cannot_be_counted_is_refused(
    disk: Disk, server: Server, pair: Pair
) -> None:
    await fill(disk, server)
    assert (await server.whois("otter")).json()["PublicId"] == pair.alice.public_id
    for path in ("/wuu2", "/status.json", "/"):
        assert (await server.http.get(path)).status_code == httpx.codes.OK
    assert (await owner_of(server, pair.alice).ask("GET", "inbox")).json() == []
    used = await server.whois("heron")
    assert (used.status_code, used.json()) == (503, REFUSED)


async def test_it_recovers_by_itself_and_the_log_has_two_lines_of_it(
    disk: Disk,
    server: Server,
    pair: Pair,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await fill(disk, server)
    for _ in range(20):
        await promises(server, pair)
    monkeypatch.setattr("plong.store.outage.CALM", 0.0)
    await disk.free(store_of(server.hub))
    answers = await promises(server, pair)
    assert [answer.is_success for answer in answers] == [True] * len(answers)
    assert (await server.whois("heron")).is_success
    assert (await server.whois("heron")).status_code == httpx.codes.NOT_FOUND
    begun, over = [text for text in caplog.messages if text.startswith("The store")]
    assert "disk is full" in begun
    assert over.startswith("The store works again")


async def test_nothing_is_corrupt_after_it(disk: Disk) -> None:
    store = f"sqlite:{disk.path}"
    async with (
        running_server(mode="hwxpul", store=store, **UNLIMITED) as server,
        linked_pair(server) as pair,
    ):
        await fill(disk, server)
        await promises(server, pair)
    disk.make_room()
    with closing(sqlite3.connect(disk.path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


async def test_a_first_start_on_a_full_disk_says_what_is_wrong(disk: Disk) -> None:
    if isinstance(disk, SmallFile):
        pytest.skip("a disk can only be mounted by root")
    disk.fill_up()
    process = await start(disk.path.parent, store=f"sqlite:{disk.path}")
    output, errors = await asyncio.wait_for(process.communicate(), 10)
    assert (process.returncode, output) == (1, b"")
    assert errors.decode() == (
        f"plong: {disk.path} cannot be written (database or disk is full); make room on its disk.\n"
    )
