"""Puts a server together: the place where parts meet (those of PING in `plong.posting`)."""

import asyncio
import contextlib
import random
import secrets
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route, WebSocketRoute

from plong.config import Config, ConfigError
from plong.endpoints import http, web, websocket
from plong.endpoints.cors import CORS
from plong.endpoints.post.routes import post_routes
from plong.endpoints.status import status
from plong.engine.base import Engine
from plong.engine.local import LocalEngine
from plong.hub.clock import Clock
from plong.hub.directory import Directory
from plong.hub.entropy import Entropy
from plong.hub.hasher import SALT_BYTES, Hasher
from plong.hub.hub import Hub
from plong.hub.keepalive import Keepalive
from plong.hub.post.office import PostOffice
from plong.hub.pruner import Pruner
from plong.protocol.errors import Refusal, Unavailable, UpgradeRequired, switched_off
from plong.store.base import Store, StoreError
from plong.store.memory import MemoryStore
from plong.store.sqlite import SqliteStore

_EVERY_METHOD: Final = ("DELETE", "GET", "OPTIONS", "PATCH", "POST", "PUT")


def make_store(url: str) -> Store:
    """Return the store that the configuration names."""
    return MemoryStore() if url == "memory:" else SqliteStore(Path(url.removeprefix("sqlite:")))


class Node(NamedTuple):
    """What the endpoints ask."""

    hub: Hub
    office: PostOffice | None
    """PING, if the server has it."""

    def restart(self) -> None:
        """Let everybody go, and tell them when to come back."""
        self.hub.restart(random.uniform)
        if self.office is not None:
            self.office.end()


@asynccontextmanager
async def running_node(config: Config) -> AsyncIterator[Node]:
    """Build a node, run its tasks, and take it down again.

    Raises:
        StoreError: the store cannot be opened.
        ConfigError: ``public_url`` is no address, or a package that ``mode`` needs is missing.
    """
    clock, engine, keepalive = Clock(), LocalEngine(), Keepalive(config.keepalive)
    async with (
        _opened_store(config) as store,
        _hashing(config, store) as hasher,
        _post_office(config, store, engine, clock) as office,
    ):
        directory = Directory(store, hasher, config, clock, Entropy().take)
        hub = Hub(config, directory, engine, keepalive, clock)
        pruner = Pruner(store, clock, config.peer_timeout, hub.take_in_use, hub.dismiss_peer)
        await engine.start(hub)
        async with _background(keepalive.run(), pruner.run(), *_works(office)):
            yield (node := Node(hub, office))
            node.restart()
        with contextlib.suppress(Unavailable):  # on a full disk, say
            await pruner.prune()
            if office is not None:
                await office.leases.renew()
        await engine.stop()


@asynccontextmanager
async def _post_office(
    config: Config, store: Store, engine: Engine, clock: Clock
) -> AsyncIterator[PostOffice | None]:
    if not config.has("p"):
        yield None
        return
    try:
        from plong.posting import running_office  # noqa: PLC0415 - it wants an extra
    except ModuleNotFoundError as error:
        raise ConfigError(
            f'mode is "{config.mode}"; its "p" needs the package {error.name}: '
            "pip install 'plong[ping]'."
        ) from None
    async with running_office(config, store, engine, clock) as office:
        yield office


def _works(office: PostOffice | None) -> Sequence[Coroutine[Any, Any, None]]:
    if office is None:
        return ()
    return office.knocks.run(), office.acks.run(), office.janitor.run()


@asynccontextmanager
async def _opened_store(config: Config) -> AsyncIterator[Store]:
    store = make_store(config.store)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def _hashing(config: Config, store: Store) -> AsyncIterator[Hasher]:
    try:
        salt = await store.secret("passphrases", secrets.token_bytes(SALT_BYTES))
    except Unavailable:
        raise StoreError(f"{config.store} can store nothing; is its disk full?") from None
    with contextlib.closing(Hasher(salt, config.hash_queue)) as hasher:
        yield hasher


@asynccontextmanager
async def _background(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do these works during the block; one that fails, which is our mistake, ends the block."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work) for work in works]
        yield
        for task in tasks:
            task.cancel()


def create_app(config: Config, node: Node | None = None) -> Starlette:
    """Return the whole server as one ASGI application.

    Args:
        config: what the operator set.
        node: a running one; without it the application runs its own (its lifespan must be on).
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with running_node(config) as own:
            _give(app, own)
            yield

    app = Starlette(
        routes=_routes(config),
        middleware=[_cors(config)],
        exception_handlers={Refusal: http.refuse, HTTPException: http.refuse_route},
        lifespan=None if node else lifespan,
    )
    if node is not None:
        _give(app, node)
    app.router.redirect_slashes = False  # there is nothing at "/ohai/"
    return app


def _give(app: Starlette, node: Node) -> None:
    app.state.hub, app.state.office = node


def _cors(config: Config) -> Middleware:
    return Middleware(
        CORS,
        allow_origins=config.allowed_origins,
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["*"],
        max_age=86400,
    )


def _routes(config: Config) -> Sequence[BaseRoute]:
    # The router tries them in this order, and most requests are for the first.
    return [
        *_http_routes(config),
        *_websocket_routes(config),
        *_web_routes(config),
        *post_routes(config),
    ]


def _http_routes(config: Config) -> Sequence[BaseRoute]:
    routes = [
        ("/ohai", http.ohai, {"GET", "POST"}),
        ("/iam", http.iam, {"POST"}),
        ("/whois", http.whois, {"POST"}),
        ("/obai", http.obai, {"POST", "DELETE"}),
        ("/wuu2", status, {"GET", "HEAD"}),
    ]
    off = http.refuse_all(switched_off("The HTTP API", "h"))
    has = config.has("h")
    return [_route(path, endpoint if has else off, methods) for path, endpoint, methods in routes]


def _route(path: str, endpoint: http.Endpoint, methods: set[str]) -> Route:
    """Return a route that takes these methods: Starlette adds HEAD, which would make a peer."""
    route = Route(path, endpoint)
    route.methods = methods
    return route


def _websocket_routes(config: Config) -> Sequence[BaseRoute]:
    paths, off = ("/ws", "/ws/{private_id:path}"), switched_off("WebSocket", "w")
    has = config.has("w")
    plain = websocket.refuse_plain(UpgradeRequired() if has else off)
    upgrade = websocket.relay if has else websocket.refuse_all(off)
    return [
        *(Route(path, plain, methods=_EVERY_METHOD) for path in paths),
        *(WebSocketRoute(path, upgrade) for path in paths),
    ]


def _web_routes(config: Config) -> Sequence[BaseRoute]:
    """Return the page and its files; without all that the page needs, ``/`` is the status."""
    files = {file.name: file for file in web.read_files()}
    page = files.pop(web.PAGE)
    missing = [letter for letter in web.NEEDS if not config.has(letter)]
    if missing:
        off = http.refuse_all(switched_off("The page", missing[0]))
        return [Route("/", status), *(Route(f"/{name}", off) for name in files)]
    assets = [Route(f"/{name}", file.answer) for name, file in files.items()]
    return [Route("/", web.Front(page).answer), *assets]
