"""Puts a server together: the one place where parts meet."""

import asyncio
import contextlib
import random
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute, Route, WebSocketRoute

from plong.config import Config
from plong.endpoints import http, websocket
from plong.endpoints.status import status
from plong.engine.local import LocalEngine
from plong.hub.clock import Clock
from plong.hub.directory import Directory
from plong.hub.hasher import SALT_BYTES, Hasher
from plong.hub.hub import Hub
from plong.hub.keepalive import Keepalive
from plong.hub.pruner import Pruner
from plong.protocol.errors import Refusal, UpgradeRequired, switched_off
from plong.store.base import Store
from plong.store.memory import MemoryStore
from plong.store.sqlite import SqliteStore


def make_store(url: str) -> Store:
    """Return the store that the configuration names."""
    return MemoryStore() if url == "memory:" else SqliteStore(Path(url.removeprefix("sqlite:")))


@asynccontextmanager
async def running_hub(config: Config) -> AsyncIterator[Hub]:
    """Build a hub, run its tasks, and take it down again. Raise `StoreError`."""
    store, clock = make_store(config.store), Clock()
    await store.open()
    salt = await store.secret("passphrases", secrets.token_bytes(SALT_BYTES))
    hasher, engine = Hasher(salt, config.hash_queue), LocalEngine()
    keepalive = Keepalive(config.keepalive)
    directory = Directory(store, hasher, config, clock, secrets.token_bytes)
    hub = Hub(config, directory, engine, keepalive, clock)
    pruner = Pruner(store, clock, config.peer_timeout, hub.take_in_use, hub.dismiss_peer)
    await engine.start(hub)
    tasks = [asyncio.create_task(task) for task in (keepalive.run(), pruner.run())]
    try:
        yield hub
    finally:
        hub.restart(random.uniform)
        for task in tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks)
        await pruner.prune()
        await engine.stop()
        hasher.close()
        await store.close()


def create_app(config: Config, hub: Hub | None = None) -> Starlette:
    """Return the whole server as one ASGI application.

    Args:
        config: what the operator set.
        hub: a running hub; without it the application runs its own (its lifespan must be on).
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with running_hub(config) as app.state.hub:
            yield

    app = Starlette(
        routes=_routes(config),
        middleware=[_cors(config)],
        exception_handlers={Refusal: http.refuse, HTTPException: http.refuse_route},
        lifespan=None if hub else lifespan,
    )
    app.state.hub = hub
    return app


def _cors(config: Config) -> Middleware:
    return Middleware(
        CORSMiddleware,
        allow_origins=config.allowed_origins,
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["*"],
        max_age=86400,
    )


def _routes(config: Config) -> Sequence[BaseRoute]:
    return [Route("/", status), *_http_routes(config), *_websocket_routes(config)]


def _http_routes(config: Config) -> Sequence[BaseRoute]:
    routes = [
        ("/wuu2", status, ["GET"]),
        ("/ohai", http.ohai, ["GET", "POST"]),
        ("/iam", http.iam, ["POST"]),
        ("/whois", http.whois, ["POST"]),
        ("/obai", http.obai, ["POST", "DELETE"]),
    ]
    if config.has("h"):
        return [Route(path, endpoint, methods=methods) for path, endpoint, methods in routes]
    off = http.refuse_all(switched_off("The HTTP API", "h"))
    return [Route(path, off, methods=methods) for path, _, methods in routes]


def _websocket_routes(config: Config) -> Sequence[BaseRoute]:
    refusal = UpgradeRequired() if config.has("w") else switched_off("WebSocket", "w")
    plain = http.refuse_all(refusal)
    paths = ("/ws", "/ws/{private_id}")
    return [
        *(Route(path, plain) for path in paths),
        *(WebSocketRoute(path, websocket.relay) for path in paths),
    ]
