"""Who is pinged over libp2p, each on a port of 127.0.0.1 that the system chose."""

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

TRANSPORTS: Final[Mapping[str, str]] = {"tcp": "TCP", "ws": "WebSocket"}

_LISTENING: Final = r"^libp2p listens on (\S+)"
_ECHOING: Final = r"^Echoes on port (\d+)"
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


def plong(_: Options, transport: str) -> AbstractContextManager[Listener] | None:
    """Serve Plong."""
    if transport != "tcp":
        return None
    return _serving([sys.executable, *_script("libp2p_node.py")], _LISTENING)


@contextmanager
def _serving(command: list[str], ready: str) -> Iterator[Listener]:
    with running(command, cores().server) as child:
        yield Listener(child.wait_ready(ready)[1], child.popen.pid)


def _script(name: str) -> tuple[str, str]:
    # -P: what lies beside a script is no module of its, whatever it is called.
    return "-P", str(Path(__file__).with_name(name))
