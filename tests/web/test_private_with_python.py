"""private.js in Node and plong.client.private: each reads what the other has encrypted."""

import asyncio
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from plong.client.private import decrypt, encrypt, make_keys

pytestmark = pytest.mark.node

HERE: Final = Path(__file__).parent
NODE: Final = HERE / "node_modules/.bin/node"
LONGEST_LINE: Final = 10_000_000
PATIENCE: Final = 90
TEXTS: Final = [
    "",
    "Rain.",
    "Übermorgen: 日本 🌧",
    "\ufeffa mark, \x00 and \r\n",
    "".join(map(chr, [*range(0xD800), *range(0xE000, 0x11000)])),
    *("x" * length for length in range(1, 40)),
    "x" * 1_000_000,
]


@asynccontextmanager
async def friend() -> AsyncIterator[Process]:
    """Start somebody with private.js."""
    assert NODE.exists(), "Node is missing: npm install --prefix tests/web"
    command = (NODE, HERE / "private_friend.js")
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, limit=LONGEST_LINE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def read(process: Process) -> Any:
    assert process.stdout
    return json.loads(await process.stdout.readline())


async def ask(process: Process, *words: str) -> Any:
    """Say one line, return the answer."""
    assert process.stdin
    process.stdin.write(json.dumps(words).encode() + b"\n")
    await process.stdin.drain()
    return await read(process)


async def test_what_one_encrypts_the_other_reads() -> None:
    keys = make_keys()
    async with asyncio.timeout(PATIENCE), friend() as process:
        theirs = await read(process)
        for text in TEXTS:
            received, sent = await ask(process, keys.public_key, encrypt(theirs, text))
            assert received == text
            assert decrypt(keys.private_key, sent) == text
