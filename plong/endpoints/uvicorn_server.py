"""uvicorn's server, which waits for what it is told instead of looking ten times a second."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from typing import Final

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_TICK: Final = 1.0
"""Seconds for which one text of the answers' header Date is right."""
_LOOK: Final = 0.01
"""Seconds between two looks at what is still under way when the server stops."""
_HEARING: Final = 0.05
"""Seconds in which requests hear that their client has been cut off."""
_ENDING: Final = 0.5
"""Seconds, at most, that cancelled requests take to end."""


class UvicornServer(uvicorn.Server):
    """uvicorn's server without its signal handlers: the hub says goodbye before sockets close."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.servers = []
        self._told = asyncio.Event()
        self._patience = 0.0

    def stop_listening(self) -> None:
        """Let nobody in any more."""
        for server in self.servers:
            server.close()

    def stop(self, patience: float) -> None:
        """Let `serve` close what it has opened, and return.

        Args:
            patience: seconds for what is under way.
        """
        self._patience = patience
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
        """Close everything; what is under way has the seconds that `stop` was told."""
        for listener in (*self.servers, *(sockets or ())):
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        try:
            await asyncio.wait_for(self._finish(), self._patience)
        except TimeoutError:
            await self._cut()
        await self.lifespan.shutdown()

    async def _finish(self) -> None:
        pause = 0.0  # the first look comes as soon as sockets can close
        while self.server_state.connections or self.server_state.tasks:
            await asyncio.sleep(pause)
            pause = _LOOK
        for server in self.servers:
            await server.wait_closed()

    async def _cut(self) -> None:
        """Cut off who still waits for an answer, then end what is done for them."""
        state = self.server_state
        for connection in list(state.connections):
            if isinstance(connection, HttpToolsProtocol):  # WebSockets cut themselves
                connection.transport.abort()
        await asyncio.sleep(_HEARING)
        for task in list(state.tasks):
            task.cancel()
        if state.tasks:
            await asyncio.wait(state.tasks, timeout=_ENDING)


def cancelled_quietly(app: ASGIApp) -> ASGIApp:
    """Return an application whose requests may be cancelled when their clients have been cut off.

    uvicorn would log each as a failure of ours.
    """

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await app(scope, receive, send)

    return serve
