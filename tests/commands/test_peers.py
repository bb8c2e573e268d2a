"""``plong peers``: of what a server says, nonsense is left out."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.commands.shell import run_lines

GOOD = '{"addr":"192.0.2.1:24254","pub":"0xab","delay_ms":1.5}'


@asynccontextmanager
async def saying(body: str) -> AsyncIterator[str]:
    """Run a server that says this to everybody; yield its URL."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(f"{head}{body}".encode())
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


@pytest.mark.parametrize("delay", ["1" + "0" * 400, "NaN", "1e999", "-1", "true", '"5"', "null"])
async def test_a_delay_that_is_none_leaves_the_peer_out(tmp_path: Path, delay: str) -> None:
    wrong = f'{{"addr":"192.0.2.2:24254","pub":"0xcd","delay_ms":{delay}}}'
    async with saying(f'{{"active_peers":[{wrong},{GOOD}],"total_peers":2}}') as url:
        code, said, errors = await run_lines(f"plong peers --server {url}", "", tmp_path)
        _, told, _ = await run_lines(f"plong peers --json --server {url}", "", tmp_path)
    assert code == 0
    assert said.splitlines()[1].split() == ["192.0.2.1:24254", "1.5", "ms", "ab"]
    assert "1 active of 2 known." in errors
    assert json.loads(told)["delay_ms"] == 1.5
