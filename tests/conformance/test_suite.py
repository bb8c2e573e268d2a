"""The check against our own server, in its modes."""

import asyncio
from contextlib import AsyncExitStack

from plong.client.wire.address import read_address
from plong.conformance.rows.book import ROWS, choose
from plong.conformance.suite import try_rows
from plong.conformance.visit import visiting
from tests.conformance.visits import found_at, left_behind, named
from tests.support.liar import Lie, lying
from tests.support.server import Server, running_server
from tests.support.skins import portable_server

GENEROUS = {
    "passphrase_tries": 100_000,
    "passphrase_tries_total": 100_000,
    "pings_per_minute": 100_000,
}
"""Tests come one after another, and from one address."""
EMPTY = {"Peers": 0, "Identities": 0}


async def test_our_server_keeps_every_promise_of_its_mode() -> None:
    async with asyncio.TaskGroup() as group:  # for each waits a while for what must not come
        for mode in ("hwx", "h", "hw", "w", "hp", "p", "x", "ul"):
            group.create_task(keeps_every_promise(mode), name=mode)


async def keeps_every_promise(mode: str) -> None:
    async with running_server(mode=mode, **GENEROUS) as server:
        results = await found_at(server.url)
        assert named(results, "fail") == set(), mode
        skipped = named(results, "skipped")
        assert all(set(row.needs) <= set(mode) for row in ROWS if row.name not in skipped)
        assert await left_behind(server) == EMPTY, mode


async def test_so_does_another_websocket_below_it_but_for_limits_that_are_not_ours() -> None:
    async with portable_server(mode="hwxpul", **GENEROUS) as server:
        assert named(await found_at(server.url), "fail") == {"refusals.head"}
        assert await left_behind(server) == EMPTY


async def test_only_what_does_not_apply_is_skipped() -> None:
    async with running_server(mode="hwxpul", **GENEROUS) as server:
        results = await found_at(server.url)
        assert named(results, "fail") == set()
        assert named(results, "skipped") == {"passthru.off", "refusals.off", "http.retry-after"}
        assert await left_behind(server) == EMPTY


async def test_the_default_limits_are_kept() -> None:
    async with running_server(mode="hwxp", peers_per_minute=60) as server:
        assert named(await found_at(server.url), "fail") == set()


async def test_an_answer_that_does_not_come_is_a_failure(server: Server) -> None:
    async with lying(server.url, Lie(rb"^.*", b"", where=b"^POST /ohai")) as url:
        results = await found_at(url, "http.ohai", "http.ohai-post")
    assert named(results, "fail") == {"http.ohai-post"}
    assert results["http.ohai-post"].expected == "an answer to POST /ohai"


async def test_a_server_that_dies_is_told_as_failures_and_nothing_is_raised() -> None:
    remarks: list[str] = []
    async with AsyncExitStack() as life:
        server = await life.enter_async_context(running_server())
        async with visiting(read_address(server.url), remarks.append) as visit:
            before = [result async for result in try_rows(choose(["http.ohai"]), visit)]
            await life.aclose()
            after = [result async for result in try_rows(choose(["http", "websocket"]), visit)]
    assert [result.outcome for result in before] == ["pass"]
    assert {result.outcome for result in after} == {"fail", "skipped"}
    assert "Peers of this check stay" in remarks[-1]


async def test_who_lacks_a_peer_says_so(server: Server) -> None:
    nameless = Lie(rb'"PublicId"', b'"publicid"', where=b"^GET /ohai")
    async with lying(server.url, nameless) as url:
        results = await found_at(url, "http.ohai", "http.iam", "events")
    assert named(results, "fail") == {"http.ohai"}
    assert "needs a peer (http.ohai)" in results["http.iam"].why
    assert len(named(results, "skipped")) == 4
