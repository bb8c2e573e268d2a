"""Servers that do one thing wrong: just the row that is about it fails."""

from collections.abc import AsyncIterator, Iterable

import pytest

from plong.conformance.rows.book import ROWS, choose
from tests.conformance import test_libp2p_rows as libp2p_rows
from tests.conformance.lies import COARSE, LIES
from tests.conformance.test_lcdp_rows import DATAGRAMS, SAID
from tests.conformance.test_libp2p_rows import BEFORE, WITHIN
from tests.conformance.test_suite import GENEROUS
from tests.conformance.visits import found_at, named
from tests.support.liar import Lie, lying
from tests.support.server import Server, running_server


def brisk(*ways: str) -> Iterable[str]:
    """Return the rows of these ways, of all without a way, but for those that wait."""
    return {row.name for row in choose(ways)} - {"identities.expiry", "ping.held"}


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with running_server(mode="hwxp", **GENEROUS) as server:
        yield server


@pytest.mark.parametrize("name", LIES)
async def test_a_lie_makes_just_its_row_fail(server: Server, name: str) -> None:
    async with lying(server.url, LIES[name]) as url:
        results = await found_at(url, *brisk(name.partition(".")[0]))
    assert named(results, "fail") == {name}
    assert results[name].expected
    assert results[name].came


@pytest.mark.parametrize(("name", "lie"), COARSE, ids=[name for name, _ in COARSE])
async def test_a_coarse_lie_makes_its_row_fail(server: Server, name: str, lie: Lie) -> None:
    async with lying(server.url, lie) as url:
        assert named(await found_at(url, name), "fail") == {name}


@pytest.mark.parametrize("name", ["http.whois", "plong2.tell", "ping.walk"])
async def test_nor_do_the_rows_of_other_ways_fail(server: Server, name: str) -> None:
    async with lying(server.url, LIES[name]) as url:
        assert named(await found_at(url, *brisk()), "fail") == {name}


OFF = {
    "refusals.off": Lie(b" 404 ", b" 403 ", b"^POST /ping"),
    "passthru.off": Lie(b"\x81\x05\x1bpong", b"\x81\x02Hi\x81\x05\x1bpong", b"Hi"),
}
"""Lies of a server about what is not in its mode."""


@pytest.mark.parametrize("name", OFF)
async def test_what_is_off_must_be_off(name: str) -> None:
    async with running_server(mode="hw") as server, lying(server.url, OFF[name]) as url:
        assert named(await found_at(url, "refusals", "passthru"), "fail") == {name}


def test_there_is_a_lie_for_each_row() -> None:
    asking = {"http.retry-after"}  # test_asking.py
    lcdp = {*SAID, *DATAGRAMS, "lcdp.call"}
    libp2p = {*libp2p_rows.SAID, *BEFORE, *WITHIN}
    known = {*LIES, *(name for name, _ in COARSE), *OFF, *asking, *lcdp, *libp2p}
    assert {row.name for row in ROWS} - known == set()
