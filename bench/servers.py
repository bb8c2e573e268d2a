"""The servers under test, each on a port of 127.0.0.1 that the system chose."""

import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.build import peerjs_program, program
from bench.machine import cores
from bench.process import Child, running

LISTENING = r"^Listening on port (\d+)"
LCDP_LISTENING = r"^LCDP listens on UDP port (\d+)"
PEERJS_STARTED = r"^Started PeerServer on .*port: (\d+)"
NO_LIMIT = "1000000"

PLONG_SETTINGS = {
    "PLONG_HOST": "127.0.0.1",
    # All load comes from one address, and peers are made faster than they could be forgotten.
    "PLONG_CONNECTIONS_PER_ADDRESS": NO_LIMIT,
    "PLONG_MAX_PEERS": NO_LIMIT,
    "PLONG_PEERS_PER_MINUTE": NO_LIMIT,
    "PLONG_PEERS_PER_ADDRESS": NO_LIMIT,
    "PLONG_HTTP_CONNECTIONS_PER_ADDRESS": NO_LIMIT,
}
PING_SETTINGS = {
    "PLONG_MODE": "hwxp",
    # One owner's box takes it all, and all of it comes from one address.
    "PLONG_PINGS_PER_MINUTE": NO_LIMIT,
    "PLONG_PING_BOX_PINGS": NO_LIMIT,
    "PLONG_PING_BOX_BYTES": str(1 << 30),
    "PLONG_PING_PINGS": NO_LIMIT,
    "PLONG_PING_BYTES": str(1 << 30),
}
LCDP_SETTINGS = {
    "PLONG_MODE": "hwxu",
    "PLONG_UDP_PORT": "0",
    "PLONG_LCDP_REACH": "loopback",  # all peers are there
}


@dataclass(frozen=True)
class Server:
    """A server that listens."""

    child: Child
    port: int

    @property
    def pid(self) -> int:
        """Return its process id."""
        return self.child.popen.pid


@contextmanager
def _serving(
    command: list[str],
    ready: str = LISTENING,
    settings: Mapping[str, str] | None = None,
    *,
    pinned: bool = True,
) -> Iterator[Server]:
    with running(command, cores().server if pinned else None, settings) as child:
        yield Server(child, int(child.wait_ready(ready)[1]))


def limit() -> AbstractContextManager[Server]:
    """Serve the least that a relay can do."""
    return _serving([program("limit")])


def plong(command: str, *, pinned: bool = True) -> AbstractContextManager[Server]:
    """Serve Plong as it comes, store included: the file lies in the child's own folder."""
    words = [*shlex.split(command), "--port", "0"]
    return _serving(words, settings=PLONG_SETTINGS, pinned=pinned)


def plong_with_ping(command: str) -> AbstractContextManager[Server]:
    """Serve Plong with PING as well."""
    words = [*shlex.split(command), "--port", "0"]
    return _serving(words, settings={**PLONG_SETTINGS, **PING_SETTINGS})


def plong_with_lcdp(
    command: str, settings: Mapping[str, str] | None = None
) -> AbstractContextManager[Server]:
    """Serve Plong with LCDP as well; the port is that of LCDP."""
    words = [*shlex.split(command), "--port", "0"]
    every = {**PLONG_SETTINGS, **LCDP_SETTINGS, **(settings or {})}
    return _serving(words, LCDP_LISTENING, every)


@contextmanager
def plong_with_bridge(command: str) -> Iterator[tuple[Server, int]]:
    """Serve Plong with LCDP as well; the port is that of HTTP, where the bridge is, then LCDP's."""
    words = [*shlex.split(command), "--port", "0"]
    every = {**PLONG_SETTINGS, **LCDP_SETTINGS, "PLONG_MESSAGES_PER_SECOND": NO_LIMIT}
    with _serving(words, settings=every) as server:
        yield server, int(server.child.wait_ready(LCDP_LISTENING)[1])


def udp_server(command: list[str]) -> AbstractContextManager[Server]:
    """Serve what answers datagrams and says on which port."""
    return _serving(command, LCDP_LISTENING)


def starlette() -> AbstractContextManager[Server]:
    """Serve routes that do nothing."""
    return _serving([sys.executable, str(Path(__file__).with_name("starlette_app.py"))])


def peerjs() -> AbstractContextManager[Server]:
    """Serve PeerJS as it comes from npm."""
    path = peerjs_program()
    if path is None:
        raise RuntimeError("PeerJS's server is not installed.")
    options = ["--host", "127.0.0.1", "--port", "0", "--concurrent_limit", NO_LIMIT]
    # It takes 0 for "not said", and then asks the environment, which may say 0.
    return _serving(["node", path, *options], PEERJS_STARTED, {"PORT": "0"})
