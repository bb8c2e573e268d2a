"""Who carries a file: servers, and the two commands that send and receive through them."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.build import wormhole_folder
from bench.process import Child, running
from bench.servers import plong

PASSPHRASE = "blue tiger sky"
WORMHOLE_CODE = "1-blue-tiger"
LISTENING = r" starting on (\d+)"


@dataclass(frozen=True)
class Carrier:
    """Servers that run, and how a file goes through them."""

    servers: Sequence[Child]
    send: Callable[[Path], Sequence[str]]
    """Returns the command that sends this file; it is started first."""
    receive: Callable[[Path], Sequence[str]]
    """Returns the command that receives into this folder."""
    ready: str
    """What the sender prints when the receiver may come."""
    settings: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def plong_clients(command: str) -> Iterator[Carrier]:
    """Run Plong, and two programs on `plong.client`."""
    with plong(command, pinned=False) as server:
        url = f"http://127.0.0.1:{server.port}"
        program = [sys.executable, str(Path(__file__).with_name("file_client.py"))]
        yield Carrier(
            [server.child],
            lambda path: [*program, "send", url, PASSPHRASE, str(path)],
            lambda folder: [*program, "receive", url, PASSPHRASE, str(folder)],
            "Connected",
        )


@contextmanager
def plong_commands(command: str) -> Iterator[Carrier]:
    """Run Plong, and the commands `plong send` and `plong receive`."""
    with plong(command, pinned=False) as server:
        program = [sys.executable, "-m", "plong"]
        options = ["--server", f"http://127.0.0.1:{server.port}"]
        yield Carrier(
            [server.child],
            lambda path: [*program, "send", *options, "--passphrase", PASSPHRASE, str(path)],
            lambda folder: [*program, "receive", *options, "-o", str(folder), PASSPHRASE],
            "(?i)waiting",
        )


@contextmanager
def wormhole() -> Iterator[Carrier]:
    """Run magic-wormhole's two servers and its command, which goes through its relay only."""
    folder = wormhole_folder()
    if folder is None:
        raise RuntimeError("magic-wormhole is not installed.")
    twist, command = str(folder / "bin/twist"), str(folder / "bin/wormhole")
    on_loopback = "--port=tcp:0:interface=127.0.0.1"
    with ExitStack() as stack:
        mailbox = stack.enter_context(running([twist, "wormhole-mailbox", on_loopback], None))
        transit = stack.enter_context(running([twist, "transitrelay", on_loopback], None))
        url = f"ws://127.0.0.1:{mailbox.wait_ready(LISTENING)[1]}/v1"
        helper = f"tcp:127.0.0.1:{transit.wait_ready(LISTENING)[1]}"
        program = [command, "--relay-url", url, "--transit-helper", helper]
        quiet = ["--hide-progress", "--no-listen"]  # who does not listen cannot be met directly
        yield Carrier(
            [mailbox, transit],
            lambda path: [*program, "send", *quiet, "--no-qr", "--code", WORMHOLE_CODE, str(path)],
            lambda to: [*program, "receive", *quiet, "--accept-file", "-o", str(to), WORMHOLE_CODE],
            "wormhole receive",
        )


def carriers(command: str) -> Mapping[str, Callable[[], AbstractContextManager[Carrier]]]:
    """Return who is compared, by name; magic-wormhole only where it can be had."""
    chosen: dict[str, Callable[[], AbstractContextManager[Carrier]]] = {
        "`plong.client`": lambda: plong_clients(command),
        "`plong send`": lambda: plong_commands(command),
    }
    return {**chosen, "magic-wormhole": wormhole} if wormhole_folder() else chosen
