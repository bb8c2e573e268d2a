"""A command as a process of its own, whose JSON can be waited for."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

PLONG: Final = (sys.executable, "-m", "plong")
PATIENCE: Final = 60.0
"""Seconds after which a test fails that waits for a process."""


def environ(server: str) -> dict[str, str]:
    """Return the environment of a command that finds this server."""
    ours = {name: text for name, text in os.environ.items() if not name.startswith("PLONG_")}
    return {**ours, "PLONG_SERVER": server}


class Shell:
    """A running command."""

    def __init__(self, process: Process, *, is_pipe: bool) -> None:
        self.process = process
        self._says = process.stderr if is_pipe else process.stdout

    async def event(self, name: str, **least: int) -> dict[str, Any]:
        """Return the next event of this name with at least these numbers."""
        assert self._says is not None
        async with asyncio.timeout(PATIENCE):
            while line := await self._says.readline():
                event: dict[str, Any] = json.loads(line)
                is_enough = all(event.get(key, 0) >= number for key, number in least.items())
                if event["event"] == name and is_enough:
                    return event
        raise AssertionError(await self.errors())

    async def errors(self) -> str:
        """Return what stands on standard error when the process has ended."""
        assert self.process.stderr is not None
        return (await self.process.stderr.read()).decode()

    async def exit_code(self) -> int:
        """Return how the process ended, when it has."""
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()

    async def kill(self) -> None:
        """End it as ``kill -9`` does."""
        await self.stop(signal.SIGKILL)

    async def stop(self, number: signal.Signals) -> int:
        """Send a signal; return the exit code."""
        self.process.send_signal(number)
        return await self.exit_code()


@asynccontextmanager
async def shell(
    *arguments: str | Path, server: str, folder: Path, stdin: int = DEVNULL
) -> AsyncIterator[Shell]:
    """Start ``plong`` with these arguments in a folder; kill it at the end, if it still runs."""
    process = await asyncio.create_subprocess_exec(
        *(*PLONG, *map(str, arguments)),
        cwd=folder,
        env=environ(server),
        stdin=stdin,
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        yield Shell(process, is_pipe=arguments[0] == "pipe")
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def run_lines(script: str, server: str, folder: Path) -> tuple[int, str, str]:
    """Run lines of bash in which ``plong`` is this one; return exit code, output, errors."""
    start = f'set -o pipefail\nplong() {{ {sys.executable} -m plong "$@"; }}\n'
    process = await asyncio.create_subprocess_exec(
        *("bash", "-c", start + script),
        cwd=folder,
        env=environ(server),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            output, errors = await process.communicate()
    except TimeoutError:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    assert process.returncode is not None
    return process.returncode, output.decode(), errors.decode()
