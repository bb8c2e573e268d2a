"""Runs the application on uvicorn with the fast skin; owns the signals."""

import asyncio
import contextlib
import dataclasses
import gc
import logging
import math
import os
import resource
import signal
import socket
from collections.abc import AsyncIterator
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
from plong.listening import StartError, listen, listen_for_pages
from plong.logs import configure_logging
from plong.metering import listening_for_metrics, serving_metrics
from plong.services import Services, running_services

_log = logging.getLogger("plong.server")
_UNLIMITED_FILES: Final = 1 << 20


def run(config: Config) -> None:
    """Serve until SIGINT or SIGTERM. Raise `StartError` or `plong.store.base.StoreError`."""
    configure_logging(config)
    config = dataclasses.replace(config, max_connections=_max_connections(config))
    _calm_garbage_collection()
    with (
        listen(config) as listener,
        listen_for_pages(config) as pages,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        runner.run(_serve(config, listener, *pages))


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


async def _serve(config: Config, listener: socket.socket, *more: socket.socket) -> None:
    stopped = _catch_signals()
    try:
        async with serving(config, listener, *more) as services:
            _announce(config, listener, services)
            await stopped.wait()
            _log.info("The server stops.")
        _log.info("The server has stopped.")
    except CannotListen as error:
        raise StartError(str(error)) from None


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
            services.restart()
            server.stop()
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
        # Connections cut themselves after close_timeout; this is for requests under way.
        timeout_graceful_shutdown=math.ceil(config.close_timeout) + 1,
    )


def _catch_signals() -> asyncio.Event:
    """Return what SIGINT or SIGTERM sets; the next one will end the process at once."""
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    numbers = (signal.SIGINT, signal.SIGTERM)

    def stop() -> None:
        for number in numbers:
            loop.remove_signal_handler(number)
            signal.signal(number, _end_at_once)
        stopped.set()

    for number in numbers:
        loop.add_signal_handler(number, stop)
    return stopped


def _end_at_once(number: int, _frame: object) -> None:
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)
    os._exit(128 + number)  # only process 1 of a container comes here: it has no default


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
