"""A peer of py-libp2p, in an environment of its own: it listens, or dials and pings.

python peer.py listen TRANSPORT     until its standard input ends; says where
python peer.py ping ADDRESS         pings five times, and says what came of it
"""

import json
import sys

import trio
from libp2p import new_host
from libp2p.abc import IHost
from libp2p.host.ping import PingService
from libp2p.peer.peerinfo import info_from_p2p_addr
from multiaddr import Multiaddr

LISTENS = {"tcp": "/ip4/127.0.0.1/tcp/0", "ws": "/ip4/127.0.0.1/tcp/0/ws"}


def say(**what: object) -> None:
    """Print one line of JSON."""
    print(json.dumps(what), flush=True)


def known(host: IHost, peer: object) -> dict[str, object]:
    """Return what the host was told by a peer."""
    store = host.get_peerstore()
    record = store.get_peer_record(peer)
    return {
        "protocols": list(store.get_protocols(peer)),
        "signed": [str(address) for address in record.record().addrs] if record else [],
    }


async def listen(transport: str) -> None:
    """Answer until there is no more input."""
    address = Multiaddr(LISTENS[transport])
    host = new_host(listen_addrs=[address])
    async with host.run(listen_addrs=[address]):
        say(addresses=[str(address) for address in host.get_addrs()])
        await trio.to_thread.run_sync(sys.stdin.read)


async def ping(text: str) -> None:
    """Ping who is there."""
    transport = "ws" if "/ws" in text else "tcp"
    host = new_host(listen_addrs=[Multiaddr(LISTENS[transport])])  # which says how to dial, too
    async with host.run(listen_addrs=[]):
        info = info_from_p2p_addr(Multiaddr(text))
        await host.connect(info)
        times = await PingService(host).ping(info.peer_id, ping_amt=5)
        await trio.sleep(1)
        say(times=times, **known(host, info.peer_id))


if __name__ == "__main__":
    trio.run({"listen": listen, "ping": ping}[sys.argv[1]], sys.argv[2])
