"""WebSockets as RFC 6455 has them: nothing is made up, passed over or tried again."""

import asyncio
import json
from contextlib import suppress
from typing import Any, Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.typing import Origin, Subprotocol

from plong.client.wire.address import Address
from plong.conformance.expecting import expect_fields, shown
from plong.conformance.outcome import Mismatch
from plong.conformance.shapes import Shapes

ESC: Final = "\x1b"
PLONG_2: Final = "plong.2"
_PATIENCE: Final = 10.0
"""Seconds to wait for what should come at once."""
_GOODBYE: Final = 2.0
"""Seconds to wait for the server's side of a close."""
_LARGEST: Final = 16 << 20
"""Bytes of a message that we take: more than any row sends."""
_QUEUE: Final = 4096
"""Messages that may wait for a row to hear them: likewise."""
_ABNORMAL: Final = 1006


class Socket:
    """An open WebSocket."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    @property
    def subprotocol(self) -> str | None:
        """The one that the server chose."""
        return self._connection.subprotocol

    async def send(self, message: str | bytes) -> None:
        """Send a message as it is."""
        with suppress(ConnectionClosed):  # `hear` tells
            await self._connection.send(message)

    async def send_as_text(self, payload: bytes) -> None:
        """Send bytes in a text frame."""
        with suppress(ConnectionClosed):
            await self._connection.send(payload, text=True)

    def write(self, data: bytes) -> None:
        """Write to the network what is no frame of ours."""
        self._connection.transport.write(data)

    async def say(self, words: str) -> None:
        """Send a command."""
        await self.send(ESC + words)

    async def hear(self) -> str | bytes:
        """Return the next message. Raise `Mismatch` if none comes."""
        try:
            async with asyncio.timeout(_PATIENCE):
                return await self._connection.recv()
        except TimeoutError:
            raise Mismatch("a message", f"nothing within {_PATIENCE:.0f} s") from None
        except ConnectionClosed as end:
            raise Mismatch("a message", f"the end of the connection ({end})") from None

    async def read(self) -> bytes:
        """Return the next message, a binary one; nothing: the end. Raise `Mismatch`."""
        try:
            async with asyncio.timeout(_PATIENCE):
                message = await self._connection.recv()
        except TimeoutError:
            raise Mismatch("a message", f"nothing within {_PATIENCE:.0f} s") from None
        except ConnectionClosed:
            return b""
        if isinstance(message, str):
            raise Mismatch("a binary message", shown(message))
        return message

    async def hear_object(self, shapes: Shapes) -> dict[str, Any]:
        """Return the server's next words; raise `Mismatch` unless they have these fields."""
        return expect_fields(read_words(await self.hear()), shapes)

    async def ask(self, words: str, shapes: Shapes) -> dict[str, Any]:
        """Return the answer to a command, likewise."""
        await self.say(words)
        return await self.hear_object(shapes)

    async def settle(self) -> list[str | bytes]:
        """Return what came until the server has done all that was asked: a ping is a barrier."""
        await self.say("ping")
        pong = ESC + (json.dumps({"Ok": "ping"}) if self.subprotocol == PLONG_2 else "pong")
        came: list[str | bytes] = []
        while (message := await self.hear()) not in (pong, pong.replace(" ", "")):
            came.append(message)
        return came

    async def is_closed(self) -> bool:
        """Tell whether the server has closed it rather than answer."""
        try:
            await self._connection.send(ESC + "ping")
            await asyncio.wait_for(self._connection.recv(), _PATIENCE)
        except (ConnectionClosed, TimeoutError):
            return True
        return False

    async def end(self) -> tuple[int, str]:
        """Return close code and reason when the server has closed. Raise `Mismatch` otherwise."""
        try:
            async with asyncio.timeout(_PATIENCE):
                while True:
                    await self._connection.recv()
        except TimeoutError:
            raise Mismatch("the end of the connection", "it stays open") from None
        except ConnectionClosed as end:
            return (end.rcvd.code, end.rcvd.reason) if end.rcvd else (_ABNORMAL, "")

    async def close(self) -> None:
        """End it."""
        await self._connection.close()


class _Straight(connect):
    """A connection to where it was asked for: a redirect, which may lead to anybody, is no way."""

    def process_redirect(self, exc: Exception) -> Exception:
        """Return why there is none."""
        return exc


async def open_socket(
    server: Address, path: str, *offers: str, origin: str | None = None
) -> Socket:
    """Connect to a path of a server's, offering subprotocols. Raise `Mismatch`."""
    try:
        connection = await _Straight(
            server.ws.removesuffix("/ws") + path,
            subprotocols=[Subprotocol(offer) for offer in offers] or None,
            origin=None if origin is None else Origin(origin),
            compression=None,
            max_size=_LARGEST,
            max_queue=_QUEUE,
            ping_interval=None,
            close_timeout=_GOODBYE,
        )
    except InvalidStatus as refused:
        raise Mismatch("a WebSocket", f"status {refused.response.status_code}") from None
    except (OSError, WebSocketException) as error:
        raise Mismatch("a WebSocket", shown(str(error))) from None
    return Socket(connection)


def read_words(message: str | bytes) -> object:
    """Return what the server's JSON says. Raise `Mismatch` if it says none."""
    if isinstance(message, str) and message.startswith(ESC):
        with suppress(ValueError, RecursionError):
            return json.loads(message[1:])
    raise Mismatch("ESC and JSON", shown(message))
