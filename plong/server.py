"""Runs the application on uvicorn with the fast skin; owns the signals."""

import asyncio
import contextlib
import dataclasses
import gc
import logging
import resource
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final, cast

import uvicorn
import uvloop

from plong import __version__
from plong.app import create_app
from plong.config import Config
from plong.endpoints.http_protocol import PlongHttpProtocol
from plong.endpoints.sessions import Sessions
from plong.endpoints.uvicorn_server import UvicornServer
from plong.hub.swarm.swarm import CannotListen
from plong.listening import StartError, listeners
from plong.reloading import Reloader
from plong.services import Services, running_services
from plong.signals import catch_endings, catch_hang_ups
from plong.watchdog import Watchdog

_UNLIMITED_FILES: Final = 1 << 20
_UNDER_WAY: Final = 0.2
"""Seconds beyond ``restart_timeout`` for requests: all else cuts itself by then."""
_OURS: Final = 5.0
"""Seconds beyond ``restart_timeout`` for all that is ours to end, such as the last commit."""


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
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
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
    """Raise the file limit as far as allowed; a fifth is for all that is no connection."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = _UNLIMITED_FILES if hard == resource.RLIM_INFINITY else hard
    with contextlib.suppress(ValueError, OSError):  # some systems allow less than they say
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return config.max_connections or soft * 4 // 5


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
            catch_hang_ups(Reloader(config, reread, services).reload)
            _announce(config, listener, services)
            await stopped.wait()
            await _wait_to_be_noticed(services)
            watchdog.arm(services.hub.config.restart_timeout + _OURS)
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
    """
    config = dataclasses.replace(config, port=listener.getsockname()[1])
    async with running_services(config) as services:
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
    return uvicorn.Config(
        create_app(config, services),
        # uvicorn calls this as it would a class.
        http=cast("Any", partial(PlongHttpProtocol, sessions=sessions)),
        ws="websockets-sansio",
        lifespan="off",
        log_config=None,
        access_log=False,
        # Both skins and both protocols count the address that connects, whoever it speaks for.
        proxy_headers=False,
        server_header=False,
    )


def _announce(config: Config, listener: socket.socket, services: Services) -> None:
    swarm, libp2p = services.swarm, services.libp2p
    port = listener.getsockname()[1]
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
