"""js-libp2p against our peer: it dials us, and we dial it."""

import asyncio
import re
from itertools import pairwise

import pytest

from plong.libp2p.node import Node
from plong.libp2p.pinging import ping
from plong.protocol.libp2p.multiaddr import Multiaddr
from plong.protocol.libp2p.peer_record import open_peer_record
from tests.interop.environment import node as js
from tests.interop.programs import Said, hear, result_of, running

pytestmark = pytest.mark.interop

PROTOCOLS = {"/ipfs/id/1.0.0", "/ipfs/ping/1.0.0"}


async def dial(scene: str, address: Multiaddr) -> Said:
    return await result_of(js(), "dial.js", scene, str(address))


async def test_it_pings_us(address: Multiaddr) -> None:
    said = await dial("ping", address)
    assert len(said["times"]) == 5
    assert said["connections"] == 1


async def test_its_pings_in_pieces_and_three_at_once_are_echoed(address: Multiaddr) -> None:
    said = await dial("pieces", address)
    assert said == {"early": 0, "isEchoed": True, "areEchoed": True, "end": "closed"}


async def test_it_is_reset_when_it_stops_within_a_payload(address: Multiaddr) -> None:
    assert await dial("half", address) == {"end": "reset", "echoed": 0}


async def test_its_third_stream_is_reset_and_two_go_on(address: Multiaddr) -> None:
    said = await dial("third", address)
    assert said == {"before": [True, True], "third": "reset", "after": [True, True]}


async def test_it_pings_for_longer_than_ten_seconds_on_one_stream(address: Multiaddr) -> None:
    said = await dial("long", address)
    assert said["seconds"] >= 12
    assert said["count"] > 20


async def test_it_is_told_who_we_are(node: Node, address: Multiaddr) -> None:
    said = await dial("identify", address)
    assert said["peer"] == str(node.peer_id)
    assert said["agent"].startswith("plong/")
    assert set(said["protocols"]) == PROTOCOLS
    assert re.fullmatch(r"/ip4/127\.0\.0\.1/tcp/\d+", said["observed"])
    assert said["signed"] == [str(address).partition("/p2p/")[0]]


@pytest.mark.parametrize("transport", ["tcp", "ws"])
async def test_we_ping_it_for_longer_than_it_lets_a_stream_be(node: Node, transport: str) -> None:
    async with running(js(), "listen.js") as process:
        addresses: list[str] = (await hear(process))["addresses"]
        address = next(text for text in addresses if ("/ws/" in text) == (transport == "ws"))
        pongs = [pong async for pong in ping(address, count=24, interval=0.5, node=node)]
        assert [pong.why for pong in pongs] == [None] * 24
        assert [after.number - before.number for before, after in pairwise(pongs)] == [1] * 23
        assert len([*node.connections]) == 1
        (connection,) = node.connections.of(node.connections.peers[0])
        said = connection.identity
        assert said is not None
        assert said.agent_version is not None
        assert said.agent_version.startswith("js-libp2p/")
        assert said.signed_record is not None
        record = open_peer_record(said.signed_record, node.crypto.is_signed)
        assert record.peer == connection.peer
        identified = await hear(process)
        assert identified["identified"] == str(node.peer_id)
        assert set(identified["protocols"]) == PROTOCOLS
        assert identified["isSigned"]


async def test_a_peer_that_ends_is_noticed(node: Node) -> None:
    lost: asyncio.Queue[object] = asyncio.Queue()
    node.watch(lambda _: None, lost.put_nowait)
    async with running(js(), "listen.js") as process:
        address = (await hear(process))["addresses"][0]
        [_] = [pong async for pong in ping(address, count=1, node=node)]
        (peer,) = node.connections.peers
    assert await asyncio.wait_for(lost.get(), 10) == peer
