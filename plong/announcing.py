"""Says where the server is found: to the log, and to people and programs on standard output."""

import contextlib
import dataclasses
import logging
import socket
from collections.abc import Iterator
from typing import Final

from plong import __version__
from plong.config import Config
from plong.services import Services

_log: Final = logging.getLogger("plong.server")


def announce(config: Config, listener: socket.socket, services: Services) -> None:
    """Say it, as soon as everybody can come."""
    config = dataclasses.replace(config, port=listener.getsockname()[1])
    listening = {"version": __version__, "mode": config.mode, "port": config.port}
    _log.info("The server listens.", extra={"fields": listening})
    with contextlib.suppress(OSError):  # who does not read this may be served all the same
        for line in _lines(config, services):
            print(line, flush=True)


def _lines(config: Config, services: Services) -> Iterator[str]:
    yield f"Plong server v{__version__} started (mode: {config.mode})."
    yield f"Listening on port {config.port}..."
    if config.has("p"):
        yield f"PING addresses begin with {config.own_url} (public_url)."
    if services.swarm is not None:
        yield f"LCDP listens on UDP port {services.swarm.port}."
    if services.swarm is not None and config.bridge_port:
        yield f"Pages find their bridge on port {config.bridge_port}."
    for address in services.libp2p.addresses if services.libp2p is not None else ():
        yield f"libp2p: {address}"
