"""Runs the application on uvicorn with the fast skin; owns the signals."""

import asyncio
import contextlib
import dataclasses
import gc
import logging
import resource
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final, cast

import uvicorn
import uvloop

from plong import __version__
from plong.app import create_app
from plong.config import Config
from plong.endpoints.clients import Clients
from plong.endpoints.http_protocol import Front, PlongHttpProtocol
from plong.endpoints.sessions import Sessions
from plong.endpoints.uvicorn_server import UvicornServer
from plong.hub.swarm.swarm import CannotListen
from plong.listening import StartError, listeners
from plong.logs import configure_logging
from plong.metering import listening_for_metrics, serving_metrics
from plong.reloading import Reloader
from plong.services import Services, running_services
from plong.signals import catch_endings, catch_hang_ups
from plong.watchdog import Watchdog

_UNLIMITED_FILES: Final = 1 << 20
_OTHER_FILES: Final = 32
"""Files that are for no connection, however few there are: about 18 are always open."""
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
    configure_logging(config)
    config = _fitted(config)
    _calm_garbage_collection()
    with (
        Watchdog() as watchdog,
        listeners(config, handed_over) as sockets,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        serve = partial(_serve, config, lambda: _fitted(reread()))
        runner.run(serve(watchdog, *sockets))


def _fitted(config: Config) -> Config:
    """Return the settings with a number for ``max_connections`` that files suffice for."""
    return dataclasses.replace(config, max_connections=_max_connections(config))


def _calm_garbage_collection() -> None:
    """Collect less often, and never what is there for good.

    A full collection looks at every object, and everyone waits for it: with the defaults that is
    ten milliseconds, many times a second while peers come.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def _max_connections(config: Config) -> int:
    """Raise the file limit as far as allowed; a fifth is for all that is no connection.

    Nobody could be answered who is beyond the limit: the system lets no such socket in.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = _UNLIMITED_FILES if hard == resource.RLIM_INFINITY else hard
    with contextlib.suppress(ValueError, OSError):  # some systems allow less than they say
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _affordable(config.max_connections or soft * 4 // 5, soft)


def _affordable(wanted: int, files: int) -> int:
    most = max(1, files - _OTHER_FILES)
    if wanted > files:
        _log.warning(
            "max_connections is %d, but the system allows %d open files: %d connections it is. "
            "Raise the limit (ulimit -n, LimitNOFILE), or lower max_connections.",
            *(wanted, files, most),
        )
    return min(wanted, most)


async def _serve(
    config: Config,
    reread: Reread,
    watchdog: Watchdog,
    listener: socket.socket,
    *more: socket.socket,
) -> None:
    stopped = catch_endings()
    try:
        async with serving(config, listener, *more) as services:
            catch_hang_ups(Reloader(config, reread, services, configure_logging).reload)
            _announce(config, listener, services)
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
    front = Front(sessions, Clients(config.trusted_proxies))
    return uvicorn.Config(
        create_app(config, services),
        # uvicorn calls this as it would a class.
        http=cast("Any", partial(PlongHttpProtocol, front=front)),
        ws="websockets-sansio",  # which only says that there are upgrades: they are all ours
        lifespan="off",
        log_config=None,
        access_log=False,
        # Whom proxies speak for is decided by our own protocol, for WebSockets as well.
        proxy_headers=False,
        server_header=False,
    )


def _announce(config: Config, listener: socket.socket, services: Services) -> None:
    swarm, libp2p = services.swarm, services.libp2p
    port = listener.getsockname()[1]
    listening = {"version": __version__, "mode": config.mode, "port": port}
    _log.info("The server listens.", extra={"fields": listening})
    with contextlib.suppress(OSError):  # who does not read this may be served all the same
        print(f"Plong server v{__version__} started (mode: {config.mode}).")
        print(f"Listening on port {port}...", flush=True)
        if config.has("p"):
            url = dataclasses.replace(config, port=port).own_url
            print(f"PING addresses begin with {url} (public_url).", flush=True)
        if swarm is not None:
            print(f"LCDP listens on UDP port {swarm.port}.", flush=True)
        if swarm is not None and config.bridge_port:
            print(f"Pages find their bridge on port {config.bridge_port}.", flush=True)
        for address in libp2p.addresses if libp2p is not None else ():
            print(f"libp2p: {address}", flush=True)
