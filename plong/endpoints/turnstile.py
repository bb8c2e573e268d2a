"""One socket of HTTP as it comes and goes: whether there may be another, in all and from there."""

from typing import Final

from plong.hub.hub import Hub
from plong.protocol.errors import Refusal, ServerFull, TooMany

_TOO_MANY: Final = "This address has too many connections open."


class Turnstile:
    """Counts one socket, in the tally and for its address; the caller owes it a `leave`.

    Args:
        hub: where it is counted.
        seat: for which address; None: for nobody's.
    """

    def __init__(self, hub: Hub, seat: str | None) -> None:
        self._hub = hub
        self._seat = seat
        hub.tally.open("http")
        if seat is not None:
            hub.sockets.take(seat)

    def refusal(self, connections: int, most: int) -> Refusal | None:
        """Return why it may not stay, if there are so many in all of so many; None: it may."""
        if connections > most:
            return ServerFull()
        if self._seat is not None and self._hub.sockets.are_too_many(self._seat):
            return TooMany(_TOO_MANY, retry_after=1)
        return None

    def leave(self) -> None:
        """Hear that the socket is closed, or one of HTTP no more."""
        self._hub.tally.close("http")
        if self._seat is not None:
            self._hub.sockets.leave(self._seat)
