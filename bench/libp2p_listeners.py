"""Who is pinged over libp2p, each on a port of 127.0.0.1 that the system chose."""

import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.build import libp2p_python
from bench.machine import cores
from bench.options import Options
from bench.process import running
from bench.servers import PLONG_SETTINGS

TRANSPORTS: Final[Mapping[str, str]] = {"tcp": "TCP", "ws": "WebSocket"}

_LISTENING: Final = r"^libp2p listens on (\S+)"
_ECHOING: Final = r"^Echoes on port (\d+)"
_PLONG_LISTENING: Final[Mapping[str, str]] = {
    "tcp": r"^libp2p: (/ip4/[\d.]+/tcp/\d+/p2p/\S+)",
    "ws": r"^libp2p: (/ip4/[\d.]+/tcp/\d+/ws/p2p/\S+)",
}
_SETTINGS: Final[Mapping[str, str]] = {
    "PLONG_MODE": "hwxl",
    "PLONG_LIBP2P_PORT": "0",
    # All load comes from one address.
    "PLONG_LIBP2P_CONNECTIONS": "100000",
    "PLONG_LIBP2P_CONNECTIONS_PER_ADDRESS": "100000",
    "PLONG_LIBP2P_HANDSHAKES_PER_MINUTE": "1000000",
}
_BIND: Final[Mapping[str, str]] = {"tcp": "/ip4/127.0.0.1/tcp/0", "ws": "/ip4/127.0.0.1/tcp/0/ws"}


@dataclass(frozen=True)
class Listener:
    """One that runs."""

    where: str
    """Its multiaddr; of an echo, its port."""
    pid: int


def echo() -> AbstractContextManager[Listener]:
    """Serve the plain echo."""
    return _serving([sys.executable, *_script("echo_loop.py")], _ECHOING)


def py_libp2p(_: Options, transport: str) -> AbstractContextManager[Listener] | None:
    """Serve py-libp2p."""
    python = libp2p_python()
    command = [python or "", *_script("libp2p_peer.py"), _BIND[transport]]
    return _serving(command, _LISTENING) if python else None


def plong(options: Options, transport: str) -> AbstractContextManager[Listener]:
    """Serve Plong as it comes, HTTP and store included."""
    command = [*shlex.split(options.plong), "--port", "0"]
    return _serving(command, _PLONG_LISTENING[transport], {**PLONG_SETTINGS, **_SETTINGS})


@contextmanager
def _serving(
    command: list[str], ready: str, settings: Mapping[str, str] | None = None
) -> Iterator[Listener]:
    with running(command, cores().server, settings) as child:
        yield Listener(child.wait_ready(ready)[1], child.popen.pid)


def _script(name: str) -> tuple[str, str]:
    # -P: what lies beside a script is no module of its, whatever it is called.
    return "-P", str(Path(__file__).with_name(name))
