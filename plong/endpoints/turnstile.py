"""One socket of HTTP as it comes and goes: whether there may be another, in all and from there."""

from typing import Final

from plong.hub.hub import Hub
from plong.protocol.errors import Refusal, ServerFull, TooMany
from plong.protocol.sources import address_key

_TOO_MANY: Final = "This address has too many connections open."


class Turnstile:
    """Counts one socket, in the tally and for its address; the caller owes it a `leave`.

    Args:
        hub: whose limits hold.
        address: the IP address of the client.
    """

    def __init__(self, hub: Hub, address: str) -> None:
        self._hub = hub
        self._seat = address_key(address)
        hub.tally.open("http")
        hub.sockets.take(self._seat)

    def refusal(self, connections: int) -> Refusal | None:
        """Return why the socket may not stay, where there are so many in all; None: it may."""
        if connections > self._hub.config.max_connections:
            return ServerFull()
        if self._hub.sockets.are_too_many(self._seat):
            return TooMany(_TOO_MANY, retry_after=1)
        return None

    def leave(self) -> None:
        """Hear that the socket is closed, or one of HTTP no more."""
        self._hub.tally.close("http")
        self._hub.sockets.leave(self._seat)
