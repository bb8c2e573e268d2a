"""Where the server's peer of libp2p can be reached."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.multiaddr import Multiaddr, parse_multiaddr, socket_multiaddr

_EVERYWHERE: Final[Mapping[str, str]] = {
    "0.0.0.0": "127.0.0.1",  # noqa: S104 - who listens there is told apart
    "::": "::1",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a socket listens."""

    host: str
    """An IP address, perhaps that of all, or a name."""
    port: int
    protocols: tuple[str, ...] = ()
    """What is spoken above TCP, such as ``ws``."""


def told(spots: Iterable[Spot]) -> tuple[Multiaddr, ...]:
    """Return what others are told: who listens everywhere does not know by what name it is."""
    return _addresses(spot for spot in spots if spot.host not in _EVERYWHERE)


def shown(spots: Iterable[Spot]) -> tuple[Multiaddr, ...]:
    """Return what the operator is shown: of who listens everywhere, the one of this machine."""
    return _addresses(
        Spot(_EVERYWHERE.get(spot.host, spot.host), spot.port, spot.protocols) for spot in spots
    )


def _addresses(spots: Iterable[Spot]) -> tuple[Multiaddr, ...]:
    found = map(_address, spots)
    return tuple(address for address in found if address is not None)


def _address(spot: Spot) -> Multiaddr | None:
    try:
        return socket_multiaddr(spot.host, spot.port, *spot.protocols)
    except ProtocolViolation:
        return _named(spot)


def _named(spot: Spot) -> Multiaddr | None:
    try:
        return parse_multiaddr(
            "/".join(["", "dns", spot.host, "tcp", str(spot.port), *spot.protocols])
        )
    except ProtocolViolation:
        return None
