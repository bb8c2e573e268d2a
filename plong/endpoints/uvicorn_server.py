"""uvicorn's server, which waits for what it is told instead of looking ten times a second."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from typing import Final

import uvicorn

_TICK: Final = 1.0
"""Seconds for which one text of the answers' header Date is right."""
_LOOK: Final = 0.01
"""Seconds between two looks at what is still under way when the server stops."""


class UvicornServer(uvicorn.Server):
    """uvicorn's server without its signal handlers: the hub says goodbye before sockets close."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._told = asyncio.Event()

    def stop(self) -> None:
        """Let `serve` close what it has opened, and return."""
        self.should_exit = True
        self._told.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield

    async def main_loop(self) -> None:
        """Keep the header Date right until the server is told to stop."""
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), _TICK)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close everything; what is under way has ``timeout_graceful_shutdown`` seconds."""
        for listener in (*self.servers, *(sockets or ())):
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        try:
            await asyncio.wait_for(self._finish(), self.config.timeout_graceful_shutdown)
        except TimeoutError:
            for task in self.server_state.tasks:
                task.cancel()
        await self.lifespan.shutdown()

    async def _finish(self) -> None:
        state, pause = self.server_state, 0.0  # the first look comes as soon as sockets can close
        while state.connections or state.tasks:
            await asyncio.sleep(pause)
            pause = _LOOK
        for server in self.servers:
            await server.wait_closed()
