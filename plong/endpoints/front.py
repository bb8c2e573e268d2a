"""What all sockets of one port have in common."""

from dataclasses import dataclass

from plong.config import Config
from plong.endpoints.clients import Clients
from plong.endpoints.sessions import Sessions
from plong.hub.limits import Seats


@dataclass(frozen=True, slots=True)
class Front:
    """Shared by them, and made once."""

    sessions: Sessions
    clients: Clients
    seats: Seats
    """How many of them each address has."""
    settings: Config | None = None
    """None: those of the hub, as they are when somebody connects; but who may ask, as it is when
    he does."""
