"""A proxy as a process, with a folder of its own."""

import asyncio
import os
import ssl
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.proxies.certificate import Certificate
from tests.proxies.kind import Kind, Ports

_PATIENCE: Final = 20.0
"""Seconds after which a test fails that waits for a process."""


@dataclass(frozen=True)
class Front:
    """A running proxy."""

    kind: Kind
    folder: Path
    ports: Ports
    certificate: Certificate
    said: list[str]
    """What it has said on standard output and error."""

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.ports.tls}"

    def trust(self) -> ssl.SSLContext:
        """Return what believes its certificate."""
        return ssl.create_default_context(cafile=self.certificate.chain)

    def logs(self) -> str:
        """Return all that it has written anywhere."""
        files = (path.read_text() for path in self.folder.glob("*.log"))
        return "".join((*self.said, *files))


@asynccontextmanager
async def running_front(
    kind: Kind, folder: Path, ports: Ports, certificate: Certificate
) -> AsyncIterator[Front]:
    """Run a proxy until the block ends."""
    front = Front(kind, folder, ports, certificate, [])
    process = await _start(kind, folder, kind.write(folder, ports, certificate))
    try:
        async with asyncio.timeout(_PATIENCE):
            await _read(process, front.said, kind.ready)
        reading = asyncio.create_task(_read(process, front.said))
        yield front
        process.terminate()
        await asyncio.wait_for(reading, _PATIENCE)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _start(kind: Kind, folder: Path, command: list[str]) -> Process:
    environ = {**os.environ, "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    try:
        return await asyncio.create_subprocess_exec(
            *command, env=environ, stdout=PIPE, stderr=STDOUT
        )
    except FileNotFoundError:
        raise AssertionError(f"Install {kind.name} (see .ci/run).") from None


async def _read(process: Process, said: list[str], mark: str | None = None) -> None:
    """Read what a process says, up to the line with a mark, or to its end."""
    assert process.stdout is not None
    while line := (await process.stdout.readline()).decode():
        said.append(line)
        if mark is not None and mark in line:
            return
    assert mark is None, "".join(said)
