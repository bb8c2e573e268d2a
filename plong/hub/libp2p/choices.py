"""What the operator decides for the server's peer of libp2p."""

from typing import Final

from plong import __version__
from plong.config import Config, ConfigError
from plong.hub.libp2p.door import Door
from plong.libp2p.census import Room
from plong.libp2p.node import NodeChoices
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.multiaddr import Multiaddr, parse_multiaddr
from plong.protocol.libp2p.peer_id import PeerId
from plong.protocol.libp2p.relay.circuits import CircuitRoom
from plong.protocol.libp2p.relay.hop import RelayChoices
from plong.protocol.libp2p.relay.models import Limit
from plong.protocol.libp2p.relay.reservations import Room as Reservations

AGENT: Final = f"plong/{__version__}"


def choices_of(config: Config, door: Door) -> NodeChoices:
    """Return them. Nothing is done with what peers say of themselves, so nobody is asked."""
    return NodeChoices(
        AGENT,
        room_of(config),
        config.libp2p_streams,
        asks_who=False,
        check=door.check,
        refused=door.refused,
    )


def room_of(config: Config) -> Room:
    """Return how many connections there may be."""
    return Room(config.libp2p_connections, config.libp2p_connections_per_address)


def relay_choices_of(config: Config) -> RelayChoices | None:
    """Return them for the relay; None: it is off, for nobody could be reached, or call."""
    if not (config.libp2p_relay_reservations and config.libp2p_relay_circuits):
        return None
    return RelayChoices(
        Reservations(config.libp2p_relay_reservations),
        CircuitRoom(config.libp2p_relay_circuits),
        relay_limit_of(config),
    )


def relay_limit_of(config: Config) -> Limit:
    """Return how much one relayed connection may have."""
    return Limit(config.libp2p_relay_duration, config.libp2p_relay_data)


def announced(config: Config, own: PeerId) -> tuple[Multiaddr, ...]:
    """Return what ``libp2p_announce`` says, without the server's own name.

    Raises:
        ConfigError: one of them is no address, or somebody else's.
    """
    return tuple(_read(text, own) for text in config.libp2p_announce)


def _read(text: str, own: PeerId) -> Multiaddr:
    try:
        address = parse_multiaddr(text)
    except ProtocolViolation as violation:
        raise ConfigError(f"libp2p_announce has {text!r}. {violation}") from None
    last = address.parts[-1]
    if last.protocol != "p2p":
        return address
    if last.value != str(own) or len(address.parts) == 1:
        raise ConfigError(f"libp2p_announce has {text!r}; this server is {own}.")
    return Multiaddr(address.parts[:-1])
