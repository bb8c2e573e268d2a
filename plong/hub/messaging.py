"""The use cases that concern links, and the messages along them."""

from plong.hub.connection import Connection
from plong.hub.directory import Directory
from plong.hub.switchboard import Switchboard
from plong.protocol.errors import switched_off
from plong.protocol.messages import TEXT


class Messaging:
    """Links connections to peers, and relays.

    Args:
        switchboard: who is connected here, and linked to whom.
        directory: who exists.
        relays: whether passthru is on.
    """

    def __init__(self, switchboard: Switchboard, directory: Directory, *, relays: bool) -> None:
        self._switchboard = switchboard
        self._directory = directory
        self._relays = relays

    async def link(self, connection: Connection, target: str) -> None:
        """Send the connection's messages to ``target`` from now on. Raise `NoSuchPeer`."""
        await self._check_exists(target)
        if connection.is_open:
            self._switchboard.link(connection, target)

    def is_direct(self, connection: Connection) -> bool:
        """Tell whether the link's peer is linked back."""
        link = connection.link
        return link is not None and self._switchboard.is_direct(connection.peer, link)

    def relay(self, connection: Connection, kind: int, payload: bytes) -> None:
        """Send a message along the connection's link, if it has one and passthru is on."""
        if self._relays:
            self._switchboard.relay(connection, kind, payload)

    async def tell(self, connection: Connection, target: str, payload: bytes) -> None:
        """Send one text to ``target``; the link stays. Raise `NoSuchPeer` or `SwitchedOff`."""
        if not self._relays:
            raise switched_off("Passthru", "x")
        await self._check_exists(target)
        if connection.is_open:
            self._switchboard.send(connection, target, TEXT, payload)

    async def _check_exists(self, public_id: str) -> None:
        if public_id not in self._switchboard.peers:
            await self._directory.peer(public_id)
