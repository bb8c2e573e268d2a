"""Peers of libp2p that do one thing wrong: just the row that is about it fails."""

import socket
import sys
from collections.abc import AsyncIterator, Mapping
from typing import Final

import pytest

from tests.conformance.visits import found_at, named
from tests.support.liar import Lie, lying
from tests.support.libp2p import peering_of
from tests.support.libp2p_liar import be_somebody_else, lie_within, lying_over_tcp
from tests.support.server import Server, running_server

TEN_BYTES: Final = b"\x00\x00\x00\x00\x00\x00\x00.\x00\x00\x00\x0a"
RESET: Final = b"\x00\x01\x00\x08"
ECHO: Final = b"(\x00\x00\x00\x00\x00\x00\x00.\x00\x00\x00\x20).{8}"

SAID: Final[Mapping[str, Lie]] = {
    "libp2p.told": Lie(b'"Measured"', b'"measured"', b"^GET / "),
    "libp2p.websocket": Lie(b"^\x82", b"\x81", b"^GET / .*noise"),
    "libp2p.text": Lie(b"\x88(.)\x03\xeb", b"\x88\\1\x03\xea", b"^GET / "),
}
"""Over HTTP and WebSocket."""
BEFORE: Final[Mapping[str, Lie]] = {
    "libp2p.tcp": Lie(b"/noise", b"/noisy", b"^\x13/multistream/1.0.0\n\x07/noise"),
    "libp2p.na": Lie(b"\x03na\n", b"\x03no\n"),
}
"""Before Noise."""
WITHIN: Final[Mapping[str, Lie]] = {
    "libp2p.identify": Lie(b"/ipfs/ping/1.0.0", b"/ipfs/pong/1.0.0", b"/ipfs/id/"),
    "libp2p.streams": Lie(b"\x03na\n", b"\x03no\n", b"plong-check"),
    "libp2p.ping": Lie(ECHO, b"\\1XXXXXXXX", TEN_BYTES),
    "libp2p.half": Lie(RESET, b"\x00\x01\x00\x04", TEN_BYTES),
    "libp2p.third": Lie(RESET, b"\x00\x01\x00\x00", b"^(?!.*" + TEN_BYTES + b")"),
    "libp2p.alive": Lie(b"(\x00\x02\x00\x02\x00{4})....", b"\\1XXXX"),
    "libp2p.violation": Lie(b"\x00\x03(\x00{9})\x01", b"\x00\x03\\1\x02"),
    "libp2p.reserve": Lie(b"\x12\x02\x03\x02", b"\x12\x02\x03\x01", b"/hop"),
    "libp2p.nobody": Lie(b"\\(\xcc\x01", b"(\xcb\x01", b"/hop"),
    "libp2p.circuit": Lie(b"Hi", b"Ho", b"/stop"),
}
"""In what only the two can read."""


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with running_server(mode="hl") as server:
        yield server


@pytest.mark.parametrize("name", SAID)
async def test_a_lie_makes_just_its_row_fail(server: Server, name: str) -> None:
    async with lying(server.url, SAID[name]) as url:
        assert named(await found_at(url, "libp2p"), "fail") == {name}


@pytest.mark.parametrize("name", BEFORE)
async def test_so_does_one_before_the_handshake(server: Server, name: str) -> None:
    async with lying_over_tcp(server, BEFORE[name]) as url:
        assert named(await found_at(url, "libp2p"), "fail") == {name}


@pytest.mark.parametrize("name", WITHIN)
async def test_so_does_one_that_is_encrypted(server: Server, name: str) -> None:
    lie_within(server, WITHIN[name])
    assert named(await found_at(server.url, "libp2p"), "fail") == {name}


async def test_who_is_somebody_else_is_found_out(server: Server) -> None:
    be_somebody_else(server)
    results = await found_at(server.url, "libp2p.tcp", "libp2p.websocket")
    assert named(results, "fail") == {"libp2p.tcp", "libp2p.websocket"}


async def test_who_lacks_the_extra_says_so(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "plong.conformance.lines", None)
    results = await found_at(server.url, "libp2p")
    assert named(results, "fail") == set()
    assert "pip install '.[libp2p]'" in results["libp2p.ping"].why


async def test_who_relays_nothing_is_not_asked_to() -> None:
    async with running_server(mode="hl", libp2p_relay_circuits=0) as server:
        skipped = named(await found_at(server.url, "libp2p"), "skipped")
    assert skipped == {"libp2p.reserve", "libp2p.nobody", "libp2p.circuit"}


async def test_an_address_elsewhere_is_not_called() -> None:
    async with running_server(mode="hl", libp2p_announce=["/ip4/192.0.2.1/tcp/4001"]) as server:
        results = await found_at(server.url, "libp2p")
    assert named(results, "fail") == set()
    assert named(results, "skipped") == {"libp2p.tcp", "libp2p.na"}
    assert results["libp2p.tcp"].why == "the server tells no address over TCP that is 127.0.0.1's"


async def test_where_nobody_listens_is_told(server: Server) -> None:
    port = peering_of(server).addresses[0].split("/")[4]
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        nowhere = nobody.getsockname()[1]
    told = Lie(f"/tcp/{port}/p2p".encode(), f"/tcp/{nowhere}/p2p".encode(), b"^GET / ")
    async with lying(server.url, told) as url:
        results = await found_at(url, "libp2p")
    assert named(results, "fail") == {"libp2p.tcp", "libp2p.na"}
    assert results["libp2p.tcp"].expected == f"a connection to 127.0.0.1, TCP port {nowhere}"


async def test_who_tells_no_address_is_not_called(server: Server) -> None:
    async with lying(server.url, Lie(b"127.0.0.1/tcp/", b"127.0.0.1/udp/")) as url:
        results = await found_at(url, "libp2p")
    assert named(results, "fail") == {"libp2p.told"}
    assert named(results, "pass") == {"libp2p.text"}
