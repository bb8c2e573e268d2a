"""How many strangers' errands run at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from plong.hub.limits import Seats
from plong.protocol.errors import RateLimited, ServerFull
from plong.protocol.sources import address_key


class Slots:
    """So many at once in total, and for one address (IPv6: one /64).

    Whoever asks a server that does not answer could else take all of the courier's connections.
    """

    def __init__(self, total: int, per_address: int) -> None:
        self._left = total
        self._seats = Seats(per_address)

    @contextmanager
    def taken(self, source: str) -> Iterator[None]:
        """Take one during the block. Raise `RateLimited` or `ServerFull` if there is none."""
        address = address_key(source)
        self._left -= 1
        self._seats.take(address)
        try:
            if self._seats.are_too_many(address):
                raise RateLimited(retry_after=1)
            if self._left < 0:
                raise ServerFull(retry_after=1)
            yield
        finally:
            self._seats.leave(address)
            self._left += 1
