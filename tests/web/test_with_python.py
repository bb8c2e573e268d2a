"""plong.js in Node and plong.client, with one another, over lines that break."""

import asyncio
import hashlib
import json
import os
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest

from plong.client import Me, Peer, connect
from plong.client.events import Offered
from tests.support.cutting import cutting
from tests.support.server import running_server

pytestmark = pytest.mark.node

HERE: Final = Path(__file__).parent
NODE: Final = HERE / "node_modules/.bin/node"
WORDS: Final = "blue tiger sky"
SIZE: Final = 12_000_000
CUTS: Final = 4
LONGEST: Final = 6_000_000
PATIENCE: Final = 90


class Hasher:
    """A sink that keeps nothing but the hash."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    async def write(self, data: memoryview) -> None:
        self._hash.update(data)

    async def close(self) -> None:
        pass

    async def abort(self) -> None:
        pass

    def digest(self) -> str:
        return self._hash.hexdigest()


@asynccontextmanager
async def friend(url: str, kind: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start somebody with plong.js."""
    assert NODE.exists(), "Node is missing: npm install --prefix tests/web"
    environ = {**os.environ, "SERVER_URL": url}
    command = (NODE, HERE / "friend.js", url, WORDS, kind, str(SIZE))
    process = await asyncio.create_subprocess_exec(*command, env=environ, stdin=PIPE, stdout=PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def take(me: Me) -> str:
    """Take the first offer; return its hash."""
    async for event in me.events():
        if isinstance(event, Offered):
            sink = Hasher()
            await event.offer.accept(sink)
            return sink.digest()
    raise AssertionError


async def send(peer: Peer, kind: str, path: Path) -> str:
    """Send a file of random bytes, or a stream of them; return the hash."""
    body = os.urandom(SIZE)
    if kind == "file":
        await asyncio.to_thread(path.write_bytes, body)
        await peer.send_file(path)
    else:
        stream = peer.open_stream()
        await stream.write(body)
        await stream.end()
    return hashlib.sha256(body).hexdigest()


@pytest.mark.parametrize("kind", ["file", "stream"])
@pytest.mark.parametrize("seed", [1, 2])
async def test_what_is_sent_both_ways_arrives_over_lines_that_break(
    tmp_path: Path, kind: str, seed: int
) -> None:
    async with (
        asyncio.timeout(PATIENCE),
        running_server() as server,
        cutting(server.port, seed, cuts=CUTS, longest=LONGEST) as one,
        cutting(server.port, -seed, cuts=CUTS, longest=LONGEST) as other,
        friend(one.url, kind) as program,
        connect(other.url, patient=True) as me,
    ):
        taking = asyncio.create_task(take(me))
        sent = await send(await me.meet(WORDS), kind, tmp_path / "from python.bin")
        received = await taking
        assert program.stdout
        assert program.stdin
        said = json.loads(await program.stdout.readline())
        assert (said["received"], said["sent"]) == (sent, received)
        assert one.count + other.count > 0
        program.stdin.close()
        assert await program.wait() == 0
