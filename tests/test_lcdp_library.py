"""docs/lcdp-library.md: its program, word for word, beside the quick-start's node."""

import asyncio
import re
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import plong
from tests.support.lcdp import PATIENCE, free_udp_port

PAGE = Path(plong.__file__).parents[1] / "docs" / "lcdp-library.md"
QUICK_START = Path(__file__).parent / "support" / "quick_start.txt"


def program() -> str:
    """Return the page's program."""
    [source] = re.findall(
        r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    return str(source)


@asynccontextmanager
async def running(source: str, port: int) -> AsyncIterator[Process]:
    """Run a program as it stands, but for the port and what it may keep back."""
    source = source.replace("24254", str(port))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-u", "-c", source, stdout=PIPE, stderr=PIPE
    )
    try:
        yield process
    finally:
        process.kill()
        await process.communicate()


async def line(process: Process) -> str:
    """Return the next line that a program prints."""
    assert process.stdout is not None
    said = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
    if not said:
        raise AssertionError((await process.communicate())[1].decode())
    return said.decode()


async def test_the_pages_program_and_the_quick_starts_know_each_other() -> None:
    port = free_udp_port()
    async with running(QUICK_START.read_text("utf-8"), port) as seed:
        await listening(port)
        async with running(program(), port) as node:
            assert await line(node) == (f"Adopted(peer=Endpoint(host='127.0.0.1', port={port}))\n")
            assert re.fullmatch(r"\('127\.0\.0\.1', \d+\) Hello\n", await line(seed))


async def listening(port: int) -> None:
    """Return when the quick-start's node answers: what is sent before is lost."""
    loop = asyncio.get_running_loop()
    answered = loop.create_future()

    class Asker(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, _: object) -> None:
            if not answered.done():
                answered.set_result(data)

    transport, _ = await loop.create_datagram_endpoint(Asker, remote_addr=("127.0.0.1", port))
    try:
        async with asyncio.timeout(PATIENCE):
            while not answered.done():
                transport.sendto(b'[{"PleaseSendPeers":{}}]')
                await asyncio.wait([answered], timeout=0.05)
    finally:
        transport.close()
