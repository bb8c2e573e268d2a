"""The relay's two skins behind one face: what one does, the other must do."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final

import uvicorn

from plong.app import create_app
from plong.endpoints.uvicorn_server import UvicornServer
from tests.support.server import Server, make_test_config, plain_client, running_server

Skin = Callable[..., AbstractAsyncContextManager[Server]]
"""Runs a server with configuration values until the block ends."""


@asynccontextmanager
async def portable_server(**values: object) -> AsyncIterator[Server]:
    """Run the ASGI application under uvicorn with uvicorn's own HTTP and WebSocket."""
    options: Any = {"ws": "websockets-sansio", "log_config": None, "timeout_graceful_shutdown": 5}
    options["proxy_headers"] = False  # the application tells clients from proxies by itself
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        app = create_app(make_test_config(**{"port": port, **values}))
        server = UvicornServer(uvicorn.Config(app, **options))
        task = asyncio.create_task(server.serve([listener]))
        try:
            async with plain_client(f"http://127.0.0.1:{port}") as http:
                await http.get("/")  # answered when the application has started
                state = app.state
                yield Server(
                    port,
                    state.hub,
                    http,
                    state.office,
                    state.swarm,
                    state.libp2p,
                    health=state.health,
                )
        finally:
            server.stop()
            await task


SKINS: Final[Mapping[str, Skin]] = {"picows": running_server, "portable": portable_server}
