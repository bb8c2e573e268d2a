"""Programs that say lines of JSON, as the peers here do."""

import asyncio
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent / "libp2p"
PATIENCE: Final = 60.0
"""Seconds after which a program has failed that says nothing."""

Said = dict[str, Any]


async def hear(process: Process) -> Said:
    """Return what a program says next."""
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
    assert line, "The program has ended, and said nothing."
    said: Said = json.loads(line)
    return said


@asynccontextmanager
async def running(*command: str) -> AsyncIterator[Process]:
    """Run a program that is in the folder of the peers, until the end of the block."""
    # Without our environment: PYTHONPATH would have it import Plong's tree.
    process = await asyncio.create_subprocess_exec(
        *command, cwd=HERE, env={"HOME": str(HERE)}, stdin=PIPE, stdout=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def result_of(*command: str) -> Said:
    """Run a program to its end, and return what it says first."""
    async with running(*command) as process:
        return await hear(process)
