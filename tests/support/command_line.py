"""The command ``plong`` as a user runs it: a process of its own, ended by its own id."""

import asyncio
import gc
import json
import os
import signal
import socket
import sys
import sysconfig
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.request import urlopen

from plong.cli import main
from tests.support.logs import unchanged_logging

PLONG: Final = (str(Path(sysconfig.get_path("scripts"), "plong")),)
PYTHON_M_PLONG: Final = (sys.executable, "-m", "plong")
_PATIENCE: Final = 20
"""Seconds after which a test fails that waits for a process."""
_ON_LOOPBACK: Final = {
    "PLONG_HOST": "127.0.0.1",
    "PLONG_STORE": "memory:",
    "PLONG_LOG_LEVEL": "warning",  # so that nothing on standard error means that nothing is wrong
}


@dataclass(frozen=True)
class Ended:
    """What a process has left."""

    code: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Running:
    """A server that said that it listens."""

    process: Process
    words: Sequence[str]
    """The lines with which it started."""
    port: int

    async def get(self, path: str) -> dict[str, str]:
        """Return the JSON object at ``path``."""
        return await asyncio.to_thread(_get, f"http://127.0.0.1:{self.port}{path}")

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> Ended:
        """Send a signal, wait for the end."""
        self.process.send_signal(number)
        return await _wait_ended(self.process)


def _get(url: str) -> dict[str, str]:
    with urlopen(url, timeout=_PATIENCE) as answer:
        found: dict[str, str] = json.load(answer)
        return found


async def _start(command: Sequence[str], directory: Path, environ: dict[str, str]) -> Process:
    environ = {**_without_settings(os.environ), **_ON_LOOPBACK, **environ}
    return await asyncio.create_subprocess_exec(
        *command, cwd=directory, env=environ, stdout=PIPE, stderr=PIPE
    )


def _without_settings(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in environ.items() if not name.startswith(("PLONG_", "PORT"))}


async def _wait_ended(process: Process) -> Ended:
    async with asyncio.timeout(_PATIENCE):
        stdout, stderr = await process.communicate()
    assert process.returncode is not None
    return Ended(process.returncode, stdout.decode(), stderr.decode())


async def run_plong(
    *arguments: str, directory: Path, command: Sequence[str] = PLONG, **environ: str
) -> Ended:
    """Run the command in ``directory``, with nothing else in the environment, until it ends."""
    process = await _start((*command, *arguments), directory, environ)
    try:
        return await _wait_ended(process)
    finally:
        await _kill(process)


@asynccontextmanager
async def running_plong(
    *arguments: str, directory: Path, command: Sequence[str] = PLONG, **environ: str
) -> AsyncIterator[Running]:
    """Start a server in ``directory``; it is killed at the end of the block if it still runs."""
    process = await _start((*command, *arguments), directory, environ)
    try:
        yield await _read_start(process)
    finally:
        await _kill(process)


async def _read_start(process: Process) -> Running:
    assert process.stdout is not None
    async with asyncio.timeout(_PATIENCE):
        words = [(await process.stdout.readline()).decode() for _ in range(2)]
    assert words[1], (await _wait_ended(process)).stderr
    port = words[1].removeprefix("Listening on port ").removesuffix("...\n")
    return Running(process, words, int(port))


async def _kill(process: Process) -> None:
    if process.returncode is None:
        process.kill()
        await _wait_ended(process)


def run_main(*arguments: str, **environ: str) -> int:
    """Run the command in this process, with nothing else in the environment, and tidy up."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update({**_without_settings(before), **environ})
    try:
        with _as_before():
            return main(arguments)
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _as_before() -> Iterator[None]:
    """Put back what the command changes for its whole process."""
    handlers = {
        number: signal.getsignal(number)
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
    }
    thresholds = gc.get_threshold()
    try:
        with unchanged_logging():
            yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
        for number, handler in handlers.items():
            signal.signal(number, handler)


@contextmanager
def taken_port() -> Iterator[int]:
    """Listen on a port, so that nobody else can."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        yield port
