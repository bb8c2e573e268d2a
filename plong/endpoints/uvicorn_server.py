"""uvicorn's server, which waits for what it is told instead of looking ten times a second."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable, Iterator
from typing import Any, Final, Literal, cast

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_TICK: Final = 1.0
"""Seconds for which one text of the answers' header Date is right."""
_LOOK: Final = 0.01
"""Seconds between two looks at what is still under way when the server stops."""
_UVICORNS_LOG: Final = logging.getLogger("uvicorn.error")
_ENDING: Final = 0.5
"""Seconds, at most, that cancelled requests take to end."""


def uvicorn_config(
    app: Starlette,
    protocol: Callable[..., HttpToolsProtocol],
    ws: Literal["none", "websockets-sansio"],
) -> uvicorn.Config:
    """Return what lets uvicorn serve an application, and leaves the rest to us.

    Args:
        app: what answers.
        protocol: makes what speaks HTTP on one socket.
        ws: what speaks over WebSocket where ``protocol`` does not do so by itself.
    """
    return uvicorn.Config(
        app,
        http=cast("Any", protocol),  # uvicorn calls this as it would a class
        ws=ws,
        lifespan="off",
        log_config=None,
        access_log=False,
        # Whom proxies speak for is decided by our own protocol, for WebSockets as well.
        proxy_headers=False,
        server_header=False,
    )


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
        with _silenced(_UVICORNS_LOG):
            for task in list(state.tasks):
                task.cancel()
            if state.tasks:
                await asyncio.wait(state.tasks, timeout=_ENDING)


@contextlib.contextmanager
def _silenced(log: logging.Logger) -> Iterator[None]:
    """Drop what is logged meanwhile: uvicorn takes a cancelled request for a failure of ours."""

    def drop(_: logging.LogRecord) -> bool:
        return False

    log.addFilter(drop)
    try:
        yield
    finally:
        log.removeFilter(drop)
