"""There and back, again and again: a ping's payload on a stream, and bytes over plain TCP."""

import asyncio
import os

from plong.libp2p.services import Handler, StreamIO
from plong.protocol.libp2p.echoing import PAYLOAD_BYTES


class PingLoop(Handler):
    """Sends the same payload again whenever it has come back, so many times.

    Args:
        io: the stream.
        count: how many times, before anybody asks for more.
    """

    def __init__(self, io: StreamIO, count: int) -> None:
        self._io = io
        self._payload = os.urandom(PAYLOAD_BYTES)
        self._came = b""
        self._begin(count)

    async def wait(self) -> None:
        """Wait until it was there and back as often as it should."""
        await self._done

    async def go(self, count: int) -> None:
        """Go on so many times."""
        self._begin(count)
        await self._done

    def received(self, data: bytes) -> None:
        """Take the echo, or a piece of it."""
        self._io.consume(len(data))
        self._came += data
        if len(self._came) >= PAYLOAD_BYTES:
            self._check()

    def finished(self) -> None:
        """Fail: nobody was asked to end it."""
        self.aborted()

    def aborted(self) -> None:
        """Fail, if there is anybody who waits."""
        self._fail("the listener has ended a stream of pings")

    def drained(self) -> None:
        """One ping is never held back."""

    def _begin(self, count: int) -> None:
        self._left = count
        self._done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._io.send(self._payload)

    def _check(self) -> None:
        if self._came != self._payload:
            self._fail("another payload came back")
            return
        self._came = b""
        self._left -= 1
        if self._left:
            self._io.send(self._payload)
        elif not self._done.done():
            self._done.set_result(None)

    def _fail(self, why: str) -> None:
        if not self._done.done():
            self._done.set_exception(RuntimeError(why))


class EchoLoop(asyncio.Protocol):
    """Sends so many bytes again whenever they have come back.

    Args:
        size: how many.
    """

    transport: asyncio.Transport

    def __init__(self, size: int) -> None:
        self._data = bytes(size)
        self._came = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what is written to."""
        self.transport = transport  # type: ignore[assignment]  # uvloop's is no subclass of it

    async def go(self, count: int) -> None:
        """Go so many times."""
        self._left = count
        self._done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport.write(self._data)
        await self._done

    def data_received(self, data: bytes) -> None:
        """Take them, or some of them."""
        self._came += len(data)
        if self._came < len(self._data):
            return
        self._came = 0
        self._left -= 1
        if self._left:
            self.transport.write(self._data)
        elif not self._done.done():
            self._done.set_result(None)

    def connection_lost(self, _exc: Exception | None) -> None:
        """Fail, if there is anybody who waits."""
        if not self._done.done():
            self._done.set_exception(RuntimeError("the echo was lost"))
