"""Our own peer, which the others dial, or which dials them."""

from collections.abc import AsyncIterator

import pytest

from plong.libp2p.node import Node
from plong.libp2p.pinging import make_node
from plong.libp2p.tcp import listen_tcp
from plong.protocol.libp2p.multiaddr import Multiaddr, socket_multiaddr


@pytest.fixture
async def node() -> AsyncIterator[Node]:
    """A peer that does not listen yet."""
    node = make_node()
    yield node
    await node.close()


@pytest.fixture
async def address(node: Node) -> AsyncIterator[Multiaddr]:
    """Where it listens, over TCP, with its name."""
    server = await listen_tcp("127.0.0.1", 0, node.inbound)
    address = socket_multiaddr(*server.sockets[0].getsockname())
    node.announce((address,))
    yield address.with_peer(node.peer_id)
    server.close()
