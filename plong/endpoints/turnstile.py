"""One socket of HTTP as it comes and goes: whether there may be another, in all and from there."""

from typing import Final

from plong.hub.limits import Seats
from plong.hub.tally import Tally
from plong.protocol.errors import Refusal, ServerFull, TooMany

_TOO_MANY: Final = "This address has too many connections open."


class Turnstile:
    """Counts one socket, in the tally and for its address; the caller owes it a `leave`.

    Args:
        tally: where all are counted.
        seats: where those of each address are.
        seat: the address; None: it counts for none.
    """

    def __init__(self, tally: Tally, seats: Seats, seat: str | None) -> None:
        self._tally = tally
        self._seats = seats
        self._seat = seat
        tally.open("http")
        if seat is not None:
            seats.take(seat)

    def refusal(self, connections: int, most: int) -> Refusal | None:
        """Return why it may not stay, if there are so many in all of so many; None: it may."""
        if connections > most:
            return ServerFull()
        if self._seat is not None and self._seats.are_too_many(self._seat):
            return TooMany(_TOO_MANY, retry_after=1)
        return None

    def leave(self) -> None:
        """Hear that the socket is closed, or one of HTTP no more."""
        self._tally.close("http")
        if self._seat is not None:
            self._seats.leave(self._seat)
