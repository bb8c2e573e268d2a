"""A server in a process of its own, which can be killed."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import plong
from tests.support.canaries import WATCH
from tests.support.server import Reachable, plain_client

_PATIENCE = 30.0
"""Seconds after which a test fails that waits for a process."""
_QUIET = {"PLONG_HOST": "127.0.0.1", "PLONG_LOG_LEVEL": "warning"}
_PROJECT = Path(plong.__file__).parents[1]


@dataclass(frozen=True)
class ServerProcess(Reachable):
    """A started server; requests to it."""

    process: Process

    @property
    def cpu_seconds(self) -> float:
        """The processor time that it has used."""
        after_name = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, after_name[11:13])) / os.sysconf("SC_CLK_TCK")

    @property
    def peak_memory(self) -> int:
        """The most bytes that it has ever had in memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        [line] = [line for line in status if line.startswith("VmHWM:")]
        return int(line.split()[1]) * 1024

    async def kill(self) -> None:
        """End it as ``kill -9`` does, and wait for the end."""
        self.process.send_signal(signal.SIGKILL)
        await asyncio.wait_for(self.process.wait(), _PATIENCE)

    async def stop(self) -> str:
        """End it as an operator does; return what it said on standard error."""
        self.process.send_signal(signal.SIGTERM)
        output, errors = await asyncio.wait_for(self.process.communicate(), _PATIENCE)
        WATCH.hear((output + errors).decode())
        return errors.decode()


async def start(
    folder: Path, port: int = 0, files: int | None = None, /, **settings: object
) -> Process:
    """Start ``python -m plong`` in a folder, on loopback and this port (0: a free one).

    It may open so many ``files`` at once; None: as many as this process.
    """
    limit = () if files is None else ("sh", "-c", f'ulimit -n {files} && exec "$@"', "sh")
    environ = {f"PLONG_{name.upper()}": str(value) for name, value in settings.items()}
    return await asyncio.create_subprocess_exec(
        *limit,
        sys.executable,
        *("-m", "plong", "--port", str(port)),
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(_PROJECT), **_QUIET, **environ},
        stdout=PIPE,
        stderr=PIPE,
    )


async def read_port(process: Process) -> int:
    """Return the port of a server that was just started, when it listens."""
    assert process.stdout is not None
    await asyncio.wait_for(process.stdout.readline(), _PATIENCE)
    line = await asyncio.wait_for(process.stdout.readline(), _PATIENCE)
    assert line.startswith(b"Listening on port "), await process.communicate()
    return int(line.split()[3].rstrip(b"."))


@asynccontextmanager
async def server_process(
    folder: Path, files: int | None = None, /, **settings: object
) -> AsyncIterator[ServerProcess]:
    """Start a server with these settings; kill it at the end of the block, if it still runs."""
    async with attended(await start(folder, 0, files, **settings)) as server:
        yield server


@asynccontextmanager
async def attended(process: Process) -> AsyncIterator[ServerProcess]:
    """Wait until a server listens; kill it at the end of the block, if it still runs."""
    try:
        port = await read_port(process)
        async with plain_client(f"http://127.0.0.1:{port}") as http:
            yield ServerProcess(port, http, process)
    finally:
        if process.returncode is None:
            process.kill()
            WATCH.hear(b"".join(await process.communicate()).decode())
