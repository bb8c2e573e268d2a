"""A listener of Plong's libp2p alone, without the server around it, on a port of 127.0.0.1."""

import asyncio
from collections.abc import Callable
from typing import NoReturn

import uvloop

from plong.libp2p.census import Room
from plong.libp2p.node import NodeChoices
from plong.libp2p.pinging import AGENT, make_node
from plong.libp2p.tcp import listen_tcp
from plong.protocol.libp2p.multiaddr import socket_multiaddr

_MANY = 1_000_000


async def _serve(say: Callable[[str], None]) -> NoReturn:
    room = Room(total=_MANY, per_address=_MANY, per_peer=_MANY)
    node = make_node(NodeChoices(AGENT, room))
    server = await listen_tcp("127.0.0.1", 0, node.inbound)
    address = socket_multiaddr(*server.sockets[0].getsockname()).with_peer(node.peer_id)
    say(f"libp2p listens on {address}")
    await asyncio.get_running_loop().create_future()
    raise AssertionError("It is ended from outside.")


if __name__ == "__main__":
    uvloop.run(_serve(lambda line: print(line, flush=True)))
