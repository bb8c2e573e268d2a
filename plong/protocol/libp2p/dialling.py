"""Which addresses can be dialled: TCP, with or without WebSocket, with or without TLS below that.

    /ip4/192.0.2.1/tcp/4001                   also ip6, dns, dns4, dns6
    /ip4/192.0.2.1/tcp/80/ws
    /dns4/example.org/tcp/443/wss             or /tls/ws, or /tls/sni/example.org/ws

and `/p2p/ID` behind each. What leads through a relay or needs a question to the DNS (`dnsaddr`)
is not among them, nor is anything over UDP. libp2p specs, addressing; websockets.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.multiaddr import Multiaddr, Part
from plong.protocol.libp2p.peer_id import PeerId, parse_peer_id


class Transport(Enum):
    """What stands below Noise."""

    TCP = "tcp"
    WEBSOCKET = "ws"
    """At the path `/`."""
    SECURE_WEBSOCKET = "wss"


class Family(Enum):
    """Which addresses of a host may be taken."""

    ANY = "any"
    IPV4 = "4"
    IPV6 = "6"


@dataclass(frozen=True, slots=True)
class Target:
    """Who is dialled, and how."""

    host: str
    """An IP address, or a name to be looked up."""
    port: int
    """1 to 65535."""
    family: Family
    transport: Transport
    server_name: str
    """Of whom TLS asks for a certificate: `host` unless the address says otherwise."""
    peer: PeerId | None
    """Who must be there; None: whoever it is."""


_FAMILIES: Final[Mapping[str, Family]] = {
    "ip4": Family.IPV4,
    "ip6": Family.IPV6,
    "dns": Family.ANY,
    "dns4": Family.IPV4,
    "dns6": Family.IPV6,
}
_TRANSPORTS: Final[Mapping[tuple[str, ...], Transport]] = {
    (): Transport.TCP,
    ("ws",): Transport.WEBSOCKET,
    ("wss",): Transport.SECURE_WEBSOCKET,
    ("tls", "ws"): Transport.SECURE_WEBSOCKET,
    ("tls", "sni", "ws"): Transport.SECURE_WEBSOCKET,
}


def target_of(address: Multiaddr) -> Target:
    """Return how an address is dialled.

    Raises:
        ProtocolViolation: it cannot be.
    """
    parts, peer = _without_peer(address.parts)
    names = tuple(part.protocol for part in parts)
    transport = _TRANSPORTS.get(names[2:])
    if names[1:2] != ("tcp",) or names[0] not in _FAMILIES or transport is None:
        raise ProtocolViolation("An address is not of TCP or WebSocket, so it cannot be dialled.")
    host, port = parts[0].value, int(parts[1].value)
    if port == 0:
        raise ProtocolViolation("Nobody can be dialled at port 0.")
    server_name = next((part.value for part in parts if part.protocol == "sni"), host)
    return Target(host, port, _FAMILIES[names[0]], transport, server_name, peer)


def _without_peer(parts: tuple[Part, ...]) -> tuple[tuple[Part, ...], PeerId | None]:
    if parts[-1].protocol == "p2p":
        return parts[:-1], parse_peer_id(parts[-1].value)
    return parts, None
