"""Puts `/metrics` together; only a server that was asked for it needs its extra."""

import asyncio
import dataclasses
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Route

from plong.config import Config
from plong.endpoints import http
from plong.endpoints.clients import Clients
from plong.endpoints.front import Front
from plong.endpoints.health import healthz, readyz
from plong.endpoints.http_protocol import PlongHttpProtocol
from plong.endpoints.sessions import Sessions
from plong.endpoints.uvicorn_server import UvicornServer, uvicorn_config
from plong.extras import wanted
from plong.hub.limits import Seats
from plong.listening import listen_for_metrics
from plong.services import Services

_MOST_CONNECTIONS: Final = 64
"""Sockets at the port of its own: who watches are few."""
_UNDER_WAY: Final = 1.0
"""Seconds that requests may still take when the server ends."""


def metrics_routes(config: Config) -> Sequence[BaseRoute]:
    """Return the route of ``/metrics``. Raise `ConfigError` if its extra is missing."""
    with wanted("metrics_port or metrics_token is set, which", "metrics"):
        from plong.endpoints.metrics import routes  # noqa: PLC0415 - it wants an extra
    return routes.metrics_routes(config.metrics_token)


def create_metrics_app(config: Config, services: Services) -> Starlette:
    """Return what answers at ``metrics_port``: metrics and health, nothing else."""
    app = Starlette(
        routes=[
            *metrics_routes(config),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
        ],
        exception_handlers={HTTPException: http.refuse_route},
    )
    services.give(app.state)
    app.router.redirect_slashes = False
    return app


@asynccontextmanager
async def listening_for_metrics(config: Config) -> AsyncIterator[socket.socket | None]:
    """Listen at the port of their own, if there is one.

    Raises:
        StartError: that cannot be.
        ConfigError: metrics are wanted, and the extra is missing.
    """
    if config.metrics_port or config.metrics_token:
        metrics_routes(config)
    if not config.metrics_port:
        yield None
        return
    with listen_for_metrics(config) as listener:
        yield listener


@asynccontextmanager
async def serving_metrics(
    config: Config, services: Services, listener: socket.socket | None
) -> AsyncIterator[None]:
    """Serve them there until the block ends; None: nowhere."""
    if listener is None:
        yield
        return
    app = create_metrics_app(config, services)
    server = UvicornServer(_uvicorn_config(app, config, services))
    task = asyncio.create_task(server.serve([listener]))
    try:
        yield
    finally:
        server.stop(_UNDER_WAY)
        await task


def _uvicorn_config(app: Starlette, config: Config, services: Services) -> uvicorn.Config:
    # Deadlines and bounds as everywhere, but no WebSockets, and seats of their own: who watches
    # takes none from the visitors at the same address.
    settings = dataclasses.replace(config, mode="h", max_connections=_MOST_CONNECTIONS)
    clients = Clients(lambda: services.hub.config.trusted_proxies)
    front = Front(Sessions(services.hub, None), clients, Seats(_MOST_CONNECTIONS), settings)
    return uvicorn_config(app, partial(PlongHttpProtocol, front=front), ws="none")
