"""The whole server as one ASGI application: routes over the services."""

from collections.abc import AsyncIterator, Sequence, Set
from contextlib import asynccontextmanager
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route, WebSocketRoute

from plong.config import Config
from plong.contracts.asyncapi import asyncapi
from plong.contracts.openapi import openapi
from plong.endpoints import http, web, websocket
from plong.endpoints.clients import Clients, ClientsMiddleware
from plong.endpoints.contracts import Contract
from plong.endpoints.cors import CORS
from plong.endpoints.health import healthz, readyz
from plong.endpoints.lcdp.routes import lcdp_routes
from plong.endpoints.post.routes import post_routes
from plong.endpoints.status import status
from plong.metering import metrics_routes
from plong.protocol.errors import Refusal, UpgradeRequired, switched_off
from plong.protocol.handshake import BRIDGE_PATHS, PEER_PATH
from plong.services import Services, running_services

_READING: Final = frozenset({"GET", "HEAD"})
_EVERY_METHOD: Final = ("DELETE", "GET", "OPTIONS", "PATCH", "POST", "PUT")


def create_app(config: Config, services: Services | None = None) -> Starlette:
    """Return the whole server as one ASGI application.

    Args:
        config: what the operator set.
        services: running ones, whose server tells clients from the proxies in front; without them
            the application runs its own (its lifespan must be on) and tells that itself, so its
            server must leave ``X-Forwarded-For`` alone (uvicorn: ``--no-proxy-headers``).
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with running_services(config) as own:
            own.give(app.state)
            yield

    app = Starlette(
        routes=_routes(config),
        middleware=[*([] if services else [_clients(config)]), _cors(config, services)],
        exception_handlers={Refusal: http.refuse, HTTPException: http.refuse_route},
        lifespan=None if services else lifespan,
    )
    if services is not None:
        services.give(app.state)
    app.router.redirect_slashes = False  # there is nothing at "/ohai/"
    return app


def _clients(config: Config) -> Middleware:
    return Middleware(ClientsMiddleware, clients=Clients(lambda: config.trusted_proxies))


def _cors(config: Config, services: Services | None) -> Middleware:
    def origins() -> Sequence[str]:
        return (services.hub.config if services else config).allowed_origins

    return Middleware(CORS, origins=origins)


def _routes(config: Config) -> Sequence[BaseRoute]:
    # The router tries them in this order, and most requests are for the first.
    return [
        *_http_routes(config),
        *_watched_routes(config),
        *_relay_routes(config),
        *_bridge_routes(config),
        *_web_routes(config),
        *_contract_routes(),
        *_peer_routes(config),
        *lcdp_routes(config),
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


def _watched_routes(config: Config) -> Sequence[BaseRoute]:
    """Return what is asked every few seconds, whatever the mode."""
    routes = [_route("/healthz", healthz, _READING), _route("/readyz", readyz, _READING)]
    return [*routes, *metrics_routes(config)] if config.metrics_token else routes


def _route(path: str, endpoint: http.Endpoint, methods: Set[str]) -> Route:
    """Return a route that takes these methods: Starlette adds HEAD, which would make a peer."""
    route = Route(path, http.Answering(endpoint))
    route.methods = set(methods)
    return route


def _relay_routes(config: Config) -> Sequence[BaseRoute]:
    off = None if config.has("w") else switched_off("WebSocket", "w")
    return _websocket_routes(("/ws", "/ws/{private_id:path}"), websocket.relay, off)


def _bridge_routes(config: Config) -> Sequence[BaseRoute]:
    off = None if config.has("u") else switched_off("LCDP", "u")
    return _websocket_routes(BRIDGE_PATHS, websocket.bridge, off)


def _peer_routes(config: Config) -> Sequence[BaseRoute]:
    """Return where peers of libp2p come; other requests there are for `_web_routes`."""
    off = websocket.refuse_all(switched_off("libp2p", "l"))
    return [WebSocketRoute(PEER_PATH, websocket.peer if config.has("l") else off)]


def _websocket_routes(
    paths: Sequence[str], serve: websocket.Server, off: Refusal | None
) -> Sequence[BaseRoute]:
    plain = websocket.refuse_plain(off or UpgradeRequired())
    upgrade = websocket.refuse_all(off) if off else serve
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


def _contract_routes() -> Sequence[BaseRoute]:
    """Return what the server promises, for machines."""
    contracts = {"/openapi.json": openapi, "/asyncapi.json": asyncapi}
    return [Route(path, Contract(make).answer) for path, make in contracts.items()]
