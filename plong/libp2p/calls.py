"""Calls that are under way: from an address to a connection that is ready."""

import asyncio
from collections.abc import Callable
from typing import Final

from plong.libp2p.connection import Connection
from plong.libp2p.errors import Unreachable
from plong.libp2p.tcp import dial_tcp
from plong.libp2p.websocket import dial_websocket
from plong.libp2p.wire import Wire
from plong.protocol.libp2p.dialling import Target, Transport
from plong.protocol.libp2p.multiaddr import Multiaddr
from plong.protocol.libp2p.peer_id import PeerId

CALL_TIMEOUT: Final = 10.0
"""Seconds for the socket to be connected; the handshake has a time of its own."""

Begin = Callable[[Wire, Multiaddr, PeerId | None], Connection]


class Calls:
    """Who waits for which connection."""

    def __init__(self) -> None:
        self._waiting: dict[Connection, asyncio.Future[None]] = {}

    async def dial(self, target: Target, begin: Begin) -> Connection:
        """Return a new connection, as soon as it is ready.

        Args:
            target: who is called.
            begin: makes the connection of a socket.

        Raises:
            Unreachable: there is none to be had.
        """
        made: list[Connection] = []

        def attach(wire: Wire, remote: Multiaddr) -> Connection:
            connection = begin(wire, remote, target.peer)
            made.append(connection)
            self._waiting[connection] = asyncio.get_running_loop().create_future()
            return connection

        try:
            connection = await _connect(target, attach)
            await self._waiting[connection]
        except BaseException:
            self._give_up(made)
            raise
        self._forget(made)
        return connection

    def ready(self, connection: Connection) -> None:
        """Take in that one is ready."""
        waiting = self._waiting.get(connection)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)

    def over(self, connection: Connection, why: Exception | None) -> None:
        """Take in that one is lost, perhaps before it was ready."""
        waiting = self._waiting.get(connection)
        if waiting is not None and not waiting.done():
            unreachable = Unreachable(str(why or "The other side has closed the connection."))
            unreachable.__cause__ = why
            waiting.set_exception(unreachable)

    def _give_up(self, made: list[Connection]) -> None:
        self._forget(made)
        for connection in made:
            connection.abort()
            connection.lost()  # uvloop says nothing of a socket whose call was cancelled

    def _forget(self, made: list[Connection]) -> None:
        for connection in made:
            self._waiting.pop(connection, None)


async def _connect(target: Target, attach: Callable[[Wire, Multiaddr], Connection]) -> Connection:
    dial = dial_tcp if target.transport is Transport.TCP else dial_websocket
    try:
        async with asyncio.timeout(CALL_TIMEOUT):
            return await dial(target, attach)
    except TimeoutError:
        raise Unreachable(f"Nobody answers within {CALL_TIMEOUT:.0f} seconds.") from None
    except OSError as error:
        why = (error.strerror or str(error)).rstrip(".")
        raise Unreachable(f"Nobody can be called there: {why}.") from error
