"""The image, run by runc: read-only, without a capability, as the user that it names."""

import asyncio
import dataclasses
import json
import secrets
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.support.bundle import Options, make_bundle
from tests.support.command_line import Ended
from tests.support.image import Image

_PATIENCE: Final = 30
"""Seconds after which a test fails that waits for a container."""


@dataclass(frozen=True)
class Container:
    """A container whose first process was started."""

    name: str
    process: Process
    errors: Path
    """What is said on standard error: a file takes however much that is."""
    started_at: float

    async def wait_listening(self) -> tuple[int, float]:
        """Return the server's port, and the seconds since runc was started."""
        assert self.process.stdout is not None
        async with asyncio.timeout(_PATIENCE):
            async for line in self.process.stdout:
                if line.startswith(b"Listening on port "):
                    seconds = time.perf_counter() - self.started_at
                    return int(line.split()[3].rstrip(b".")), seconds
        raise AssertionError((await self.wait_ended()).stderr)

    async def run(self, *command: str) -> Ended:
        """Run a second command in it, as the first one's user, until it ends."""
        return await _run("runc", "exec", self.name, *command)

    async def signal(self, number: str) -> None:
        """Send a signal such as ``TERM`` to process 1, if it still runs."""
        await _run("runc", "kill", self.name, number)

    async def stop(self, number: str) -> tuple[Ended, float]:
        """Send a signal to process 1; return what it has left, and after how many seconds."""
        begun = time.perf_counter()
        await self.signal(number)
        return await self.wait_ended(), time.perf_counter() - begun

    async def wait_ended(self) -> Ended:
        """Return what process 1 has left."""
        async with asyncio.timeout(_PATIENCE):
            ended = await _end_of(self.process)
        return dataclasses.replace(ended, stderr=self.errors.read_text("utf-8"))


async def _run(*command: str) -> Ended:
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE)
    async with asyncio.timeout(_PATIENCE):
        return await _end_of(process)


async def _end_of(process: Process) -> Ended:
    stdout, stderr = await process.communicate()
    assert process.returncode is not None
    return Ended(process.returncode, stdout.decode(), (stderr or b"").decode())


@asynccontextmanager
async def running_container(
    image: Image, bundle: Path, data: Path, options: Options, environ: Mapping[str, str]
) -> AsyncIterator[Container]:
    """Run the image until the end of the block, then kill what is left of it.

    Args:
        image: what is run.
        bundle: a folder for runc, which may be there.
        data: what lies at ``/data``.
        options: how it is run, where not as the image says.
        environ: beside the image's own.
    """
    _write(bundle, make_bundle(image, data, environ, options))
    name = f"plong-test-{secrets.token_hex(8)}"
    started_at = time.perf_counter()
    with (bundle / "stderr").open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *("runc", "run", "--bundle", str(bundle), name), stdout=PIPE, stderr=errors
        )
    try:
        yield Container(name, process, Path(errors.name), started_at)
    finally:
        if process.returncode is None:
            await _run("runc", "kill", name, "KILL")
            await asyncio.wait_for(process.communicate(), _PATIENCE)


def _write(bundle: Path, config: Mapping[str, Any]) -> None:
    bundle.mkdir(exist_ok=True)
    (bundle / "config.json").write_text(json.dumps(config), "utf-8")
