"""Who has a seat on this node: every open connection, counted by address, and who has been here."""

from collections.abc import Collection

from plong.hub.connection import Connection
from plong.hub.limits import Seats
from plong.protocol.errors import ServerFull
from plong.protocol.sources import address_key


class Seating:
    """Open connections, attached or not, in the order in which they came.

    Args:
        per_address: how many of them one address may have.
    """

    def __init__(self, per_address: int) -> None:
        self._seats = Seats(per_address)
        self._connections: dict[Connection, None] = {}
        self._left: set[str] = set()

    @property
    def connections(self) -> Collection[Connection]:
        """All of them, as they come and go."""
        return self._connections.keys()

    def reconfigure(self, per_address: int) -> None:
        """Allow so many from now on; who is seated stays."""
        self._seats.reconfigure(per_address)

    def take(self, connection: Connection) -> None:
        """Take in that one is open."""
        self._seats.take(address_key(connection.address))
        self._connections[connection] = None

    def check(self, connection: Connection) -> None:
        """Raise `ServerFull` if its address has more than it may."""
        if self._seats.are_too_many(address_key(connection.address)):
            raise ServerFull

    def leave(self, connection: Connection) -> None:
        """Take in that one is over."""
        del self._connections[connection]
        self._seats.leave(address_key(connection.address))
        if connection.peer:
            self._left.add(connection.peer)

    def take_left(self) -> set[str]:
        """Return the peers that left a seat since this was last asked."""
        left, self._left = self._left, set()
        return left
