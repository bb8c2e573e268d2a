"""Nodes of LCDP that do one thing wrong: just the row that is about it fails."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Final

import pytest

from plong.conformance.rows.book import choose
from tests.conformance.visits import found_at, named
from tests.support.lcdp import free_udp_port
from tests.support.liar import Lie, lying
from tests.support.server import Server, running_server
from tests.support.udp_liar import lying_over_udp

SAID: Final[Mapping[str, Lie]] = {
    "lcdp.status": Lie(b'"unique_ips"', b'"unique_IPs"', b"^GET /status.json"),
    "lcdp.port": Lie(b'"Port"', b'"port"', b"^GET / "),
    "bridge.key": Lie(b"YourEd25519", b"YourEd25518", b"^GET /wt"),
    "bridge.answer": Lie(b'"SupportedMessages"', b'"supportedMessages"', b"^GET /wt"),
    "bridge.beside": Lie(b'(\x81.)(\\[{"R)', b"\x81\x02[]\\g<0>", b"^GET /wt.*hello"),
    "bridge.refusal": Lie(b'"NotForwarded"', b'"UnForwarded "', b"^GET /wt"),
    "bridge.forward": Lie(b"PONG", b"PING", b"^GET /wt"),
    "bridge.origin": Lie(b" 403 ", b" 401 ", b"^GET /wt.*page.invalid"),
    "bridge.end": Lie(b"\x88(.)\x03\xe8", b"\x88\\1\x03\xe9", b"^GET /wt"),
}
"""Over HTTP and the browsers' bridge."""
DATAGRAMS: Final[Mapping[str, Lie]] = {
    "lcdp.answer": Lie(b'"Peers"', b'"peers"', rb'^\[\{"PleaseSendPeers":\{\}\}\]$'),
    "lcdp.bound": Lie(rb"\]$", b"]" + b" " * 200, b'"bound"'),
    "lcdp.cookie": Lie(rb'\["Ann\'s"\]', b'["Ben\'s"]'),
    "lcdp.returned": Lie(b'Message":{"cookie":"plong', b'Message":{"cookie":"ping'),
    "lcdp.verified": Lie(b'"schema"', b'"scheme"'),
    "lcdp.peers": Lie(b'"peers":..', b'"peers":["[2001:db8::1]:1"]', b'Returned.*"PleaseSend'),
    "lcdp.beside": Lie(b'"right"', b'"wrong"', b'"Nobody"'),
    "lcdp.forms": Lie(b'"ed25519h"', b'"ED25519H"', b"WhereAreThey"),
    "lcdp.silence": Lie(b",NaN", b",0", is_misheard=True),
    "lcdp.lines": Lie(b'"PONG"', b'"PING"'),
}


CALLED: Final = Lie(b'"ed25519":"', b'"ed25519":"0', b"plong check")


def brisk(way: str) -> Iterable[str]:
    """Return the names of the rows that need not wait until the node calls."""
    return {row.name for row in choose([way])} - {"lcdp.call"}


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with running_server(mode="hu") as server:
        yield server


@pytest.mark.parametrize("name", DATAGRAMS)
async def test_a_lie_over_udp_makes_just_its_row_fail(server: Server, name: str) -> None:
    async with lying_over_udp(server, DATAGRAMS[name]) as url:
        assert named(await found_at(url, *brisk("lcdp")), "fail") == {name}


async def test_a_lie_in_a_call_is_found(server: Server) -> None:
    async with lying_over_udp(server, CALLED) as url:
        assert named(await found_at(url, "lcdp.call"), "fail") == {"lcdp.call"}


@pytest.mark.parametrize("name", SAID)
async def test_so_does_one_beside_it(server: Server, name: str) -> None:
    async with lying(server.url, SAID[name]) as url:
        assert named(await found_at(url, *brisk(name.partition(".")[0])), "fail") == {name}


async def test_where_no_node_answers_is_told_once(server: Server) -> None:
    assert server.swarm is not None
    nowhere = b'"Port":%d' % free_udp_port()
    async with lying(server.url, Lie(b'"Port":%d' % server.swarm.port, nowhere)) as url:
        results = await found_at(url, *brisk("lcdp"))
    assert named(results, "fail") == {"lcdp.answer"}
    assert named(results, "pass") == {"lcdp.status", "lcdp.port"}
    assert "it needs an answer over UDP (lcdp.answer)" in results["lcdp.bound"].why


async def test_the_bridge_of_others_is_left_alone() -> None:
    async with running_server(mode="hu", bridge_allow=["192.0.2.0/24"]) as server:
        results = await found_at(server.url, "bridge")
    assert {result.outcome for result in results.values()} == {"skipped"}
    assert "for who is on the server's machine" in results["bridge.key"].why
