"""One WebSocket to the server, from its welcome to its close."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Final, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.protocol import State
from websockets.typing import Subprotocol

from plong.client.reasons import reason_of, unreachable
from plong.client.wire.address import Address
from plong.client.wire.backoff import final_error
from plong.client.wire.content import Payload
from plong.client.wire.errors import PlongError
from plong.client.wire.words import Welcome, read_words

_PLONG_2: Final = Subprotocol("plong.2")
_BUFFER: Final = 2 << 20
"""Bytes that may wait in this process for the network before `Socket.write` waits too."""
_SILENCE: Final = 60.0
"""Seconds without an answer to a ping: longer than the server holds who sends to a slow reader."""
_GREETING: Final = 10.0
"""Seconds to wait for the welcome."""
_ABNORMAL: Final = 1006
_MOST: Final = 64 << 20
"""Bytes of a message before the server's limit is known."""
_HEAD: Final = 64 << 10
"""Bytes that may be added to a relayed message: its sender's name. Answers are shorter still."""
_BROKEN: Final = frozenset({1002, 1007, 1009})
"""Close codes by which this end says that the other broke a rule."""


class Socket:
    """An open connection. Iterating gives what comes, and ends with the connection."""

    def __init__(self, connection: ClientConnection, welcome: Welcome) -> None:
        self._connection = connection
        self.welcome = welcome
        _bound(connection, welcome.limits.get("MaxMessage", _MOST))

    @classmethod
    async def open(cls, address: Address, private_id: str) -> Self:
        """Connect, and wait for the server's welcome.

        Raises:
            PlongError: ``unreachable``; ``no-such-peer``, the server does not know the PrivateId.
        """
        try:
            connection = await _connect(address, private_id)
            return cls(connection, await _read_welcome(connection))
        except ConnectionClosed as end:
            code, reason = (end.rcvd.code, end.rcvd.reason) if end.rcvd else (_ABNORMAL, "")
            raise final_error(code, reason) or unreachable(address.ws, reason or str(end)) from None
        except (OSError, WebSocketException, ValueError) as error:
            raise unreachable(address.ws, reason_of(error)) from None

    async def write(self, payload: Payload) -> bool:
        """Hand a message to the network, waiting while it is busy; return False if it has ended.

        True promises nothing about a connection that breaks meanwhile: the message may or may
        not have left.
        """
        if self._connection.state is not State.OPEN:
            return False
        with suppress(ConnectionClosed):  # it was written first
            await self._connection.send(payload)
        return True

    async def __aiter__(self) -> AsyncIterator[str | bytes]:
        try:
            while True:
                yield await self._connection.recv()
        except ConnectionClosed:
            return

    @property
    def final_error(self) -> PlongError | None:
        """Why a connection that has ended need not be made again, None if it may."""
        protocol = self._connection.protocol
        said = None if protocol.close_rcvd_then_sent else protocol.close_sent
        if said is not None and said.code in _BROKEN:
            sentence = f"The server broke a rule or its own limit ({said.reason or said.code})."
            return PlongError("bad-answer", sentence)
        code, reason = self._connection.close_code, self._connection.close_reason
        return final_error(code or _ABNORMAL, reason or "")

    async def close(self) -> None:
        """End it."""
        await self._connection.close()


async def _connect(address: Address, private_id: str) -> ClientConnection:
    return await connect(
        address.ws,
        subprotocols=[_PLONG_2, Subprotocol(f"private.{private_id}")],
        compression=None,
        max_size=_MOST,
        write_limit=_BUFFER,
        ping_timeout=_SILENCE,
    )


def _bound(connection: ClientConnection, most: int) -> None:
    protocol = connection.protocol
    # It is named so since websockets 16.
    name = "max_message_size" if hasattr(protocol, "max_message_size") else "max_size"
    setattr(protocol, name, most + _HEAD)


async def _read_welcome(connection: ClientConnection) -> Welcome:
    try:
        async with asyncio.timeout(_GREETING):
            words = read_words(str(await connection.recv()))
    except BaseException:
        await connection.close()
        raise
    if isinstance(words, Welcome):
        return words
    await connection.close()
    raise PlongError("bad-answer", "The server did not say welcome; it may be too old.")
