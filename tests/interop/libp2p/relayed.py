"""A peer of py-libp2p that plays one part of a call through a relay.

python relayed.py called RELAY         reserves there; says its name; until its input ends
python relayed.py caller RELAY PEER    calls and pings a peer through a relay; says what came of it
"""

import json
import sys

import trio
from libp2p import new_host
from libp2p.abc import IHost
from libp2p.custom_types import TProtocol
from libp2p.host.ping import PingService
from libp2p.peer.id import ID
from libp2p.peer.peerinfo import PeerInfo, info_from_p2p_addr
from libp2p.relay.circuit_v2.config import RelayConfig, RelayRole
from libp2p.relay.circuit_v2.protocol import PROTOCOL_ID, CircuitV2Protocol
from libp2p.relay.circuit_v2.transport import CircuitV2Transport
from libp2p.tools.anyio_service import background_trio_service
from multiaddr import Multiaddr

TIMES = 5


def say(**what: object) -> None:
    """Print one line of JSON."""
    print(json.dumps(what), flush=True)


async def called(host: IHost, relay: PeerInfo, transport: CircuitV2Transport) -> None:
    """Reserve, and wait to be called."""
    stream = await host.new_stream(relay.peer_id, [TProtocol(PROTOCOL_ID)])
    async with trio.open_nursery() as nursery:
        is_reserved = await transport.reserve(stream, relay.peer_id, nursery)
        await stream.close()
        say(peer=str(host.get_id()), isReserved=is_reserved)
        await trio.to_thread.run_sync(sys.stdin.read)


async def caller(host: IHost, relay: PeerInfo, transport: CircuitV2Transport, peer: str) -> None:
    """Call, and ping."""
    other = PeerInfo(ID.from_base58(peer), [])
    raw = await transport.dial_peer_info(other, relay_info=relay)
    await host.upgrade_outbound_connection(raw, other.peer_id)
    times = await PingService(host).ping(other.peer_id, ping_amt=TIMES)
    say(times=times)


async def play(part: str, relay: str, *peers: str) -> None:
    """Connect with the relay, and play a part."""
    host = new_host()
    async with host.run(listen_addrs=[]):
        protocol = CircuitV2Protocol(host, allow_hop=False)
        async with background_trio_service(protocol):
            await protocol.event_started.wait()
            info = info_from_p2p_addr(Multiaddr(relay))
            await host.connect(info)
            config = RelayConfig(roles=RelayRole.STOP)
            transport = CircuitV2Transport(host, protocol, config)
            if part == "called":
                await called(host, info, transport)
            else:
                await caller(host, info, transport, *peers)


if __name__ == "__main__":
    trio.run(play, *sys.argv[1:])
