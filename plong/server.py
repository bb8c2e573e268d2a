"""Runs the application on uvicorn with the fast skin; owns the signals."""

import asyncio
import dataclasses
import logging
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

import uvicorn
import uvloop

from plong.announcing import announce
from plong.app import create_app
from plong.capacity import calm_garbage_collection, fitted
from plong.config import Config
from plong.endpoints.clients import Clients
from plong.endpoints.front import Front
from plong.endpoints.http_protocol import PlongHttpProtocol
from plong.endpoints.sessions import Sessions
from plong.endpoints.uvicorn_server import UvicornServer, uvicorn_config
from plong.hub.swarm.swarm import CannotListen
from plong.listening import StartError, listeners
from plong.logs import configure_logging
from plong.metering import listening_for_metrics, serving_metrics
from plong.reloading import Reloader
from plong.services import Services, running_services
from plong.signals import HangUps, catch_endings
from plong.watchdog import Watchdog

_UNDER_WAY: Final = 0.2
"""Seconds beyond ``restart_timeout`` for requests: all else cuts itself by then."""
_OURS: Final = 5.0
"""Seconds beyond ``restart_timeout`` for all that is ours to end, such as the last commit."""
_log: Final = logging.getLogger("plong.server")


Reread = Callable[[], Config]
"""Reads the settings again; may raise `plong.config.ConfigError`."""


def run(config: Config, reread: Reread, handed_over: Sequence[int] = ()) -> None:
    """Serve until SIGINT or SIGTERM, and reread the settings at SIGHUP.

    Args:
        config: the settings.
        reread: reads them again.
        handed_over: numbers of sockets that listen already, see `plong.listening.listeners`.

    Raises:
        StartError, StoreError, ConfigError: it cannot start.
    """
    hang_ups = HangUps()
    configure_logging(config)
    config = fitted(config)
    calm_garbage_collection()
    with (
        Watchdog() as watchdog,
        listeners(config, handed_over) as sockets,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        serve = partial(_serve, config, lambda: fitted(reread()), hang_ups)
        runner.run(serve(watchdog, *sockets))


async def _serve(
    config: Config,
    reread: Reread,
    hang_ups: HangUps,
    watchdog: Watchdog,
    listener: socket.socket,
    *more: socket.socket,
) -> None:
    stopped = catch_endings()
    try:
        async with serving(config, listener, *more) as services:
            hang_ups.catch(Reloader(config, reread, services, configure_logging).reload)
            announce(config, listener, services)
            await stopped.wait()
            _log.info("The server stops.")
            await _wait_to_be_noticed(services)
            watchdog.arm(services.hub.config.restart_timeout + _OURS)
        _log.info("The server has stopped.")
    except CannotListen as error:
        raise StartError(str(error)) from None


async def _wait_to_be_noticed(services: Services) -> None:
    """Go on for a while, so that load balancers can send newcomers elsewhere."""
    services.hub.is_draining = True
    await asyncio.sleep(services.hub.config.drain_delay)


@asynccontextmanager
async def serving(
    config: Config, listener: socket.socket, *more: socket.socket
) -> AsyncIterator[Services]:
    """Serve on listening sockets until the block ends; then everyone is told, and closed.

    The first one's port is the server's.

    Raises:
        StoreError, ConfigError, CannotListen: see `running_services`.
        StartError, ConfigError: see `plong.metering.listening_for_metrics`.
    """
    config = dataclasses.replace(config, port=listener.getsockname()[1])
    async with (
        listening_for_metrics(config) as watched,
        running_services(config) as services,
        serving_metrics(config, services, watched),
    ):
        server = UvicornServer(_uvicorn_config(config, services))
        task = asyncio.create_task(server.serve([listener, *more]))
        try:
            yield services
        finally:
            server.stop_listening()
            services.restart()
            server.stop(services.hub.config.restart_timeout + _UNDER_WAY)
            await task


def _uvicorn_config(config: Config, services: Services) -> uvicorn.Config:
    sessions = Sessions(services.hub, services.swarm, services.libp2p)
    clients = Clients(lambda: services.hub.config.trusted_proxies)
    front = Front(sessions, clients, services.hub.sockets)
    protocol = partial(PlongHttpProtocol, front=front)
    return uvicorn_config(create_app(config, services), protocol, ws="websockets-sansio")
