"""py-libp2p against our peer: it dials us, and we dial it."""

import pytest

from plong.libp2p.node import Node
from plong.libp2p.pinging import ping
from plong.protocol.libp2p.multiaddr import Multiaddr
from plong.protocol.libp2p.peer_record import open_peer_record
from tests.interop.environment import py_libp2p
from tests.interop.programs import hear, result_of, running

pytestmark = pytest.mark.interop


async def test_it_pings_us_and_is_told_who_we_are(address: Multiaddr) -> None:
    said = await result_of(py_libp2p(), "peer.py", "ping", str(address))
    assert len(said["times"]) == 5
    assert set(said["protocols"]) == {"/ipfs/id/1.0.0", "/ipfs/ping/1.0.0"}
    assert said["signed"] == [str(address).partition("/p2p/")[0]]


@pytest.mark.parametrize("transport", ["tcp", "ws"])
async def test_we_ping_it(node: Node, transport: str) -> None:
    async with running(py_libp2p(), "peer.py", "listen", transport) as process:
        (address,) = (await hear(process))["addresses"]
        pongs = [pong async for pong in ping(address, count=10, interval=0.1, node=node)]
        assert [pong.why for pong in pongs] == [None] * 10
        (connection,) = node.connections.of(node.connections.peers[0])
        said = connection.identity
        assert said is not None
        assert said.agent_version == "py-libp2p/0.8.1"
        assert said.signed_record is not None
        assert open_peer_record(said.signed_record, node.crypto.is_signed).peer == connection.peer
