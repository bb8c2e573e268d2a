"""py-libp2p as a listener, for its own virtual environment: `libp2p_peer.py MULTIADDR`."""

import sys

import multiaddr
import trio
from libp2p import new_host
from libp2p.crypto.ed25519 import create_new_key_pair
from libp2p.host.ping import ID, handle_ping
from libp2p.network.config import ConnectionConfig
from libp2p.rcmgr import ResourceLimits, new_resource_manager
from libp2p.rcmgr.connection_limits import ConnectionLimits

_MANY = 1_000_000


async def _serve(where: str) -> None:
    listen = [multiaddr.Multiaddr(where)]
    host = new_host(
        key_pair=create_new_key_pair(),
        listen_addrs=listen,
        connection_config=ConnectionConfig(
            max_connections=_MANY, high_watermark=_MANY, max_connections_per_peer=_MANY
        ),
        resource_manager=new_resource_manager(
            ResourceLimits(max_connections=_MANY, max_streams=_MANY),
            connection_limits=ConnectionLimits(),  # which has none
        ),
    )
    async with host.run(listen_addrs=listen):
        host.set_stream_handler(ID, handle_ping)
        print(f"libp2p listens on {host.get_addrs()[0]}", flush=True)
        await trio.sleep_forever()


if __name__ == "__main__":
    trio.run(_serve, sys.argv[1])
