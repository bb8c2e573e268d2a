"""A listening socket that outlives servers: handed to each, as systemd does with socket units."""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import plong
from tests.support.process import ServerProcess, read_port
from tests.support.server import plain_client

HAND_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(sys.executable, [sys.executable, "-m", "plong", "--port", "1"])
"""
"""What becomes the server, at a port where it may not listen itself."""
_SETTINGS = {"PLONG_HOST": "192.0.2.1", "PLONG_LOG_LEVEL": "warning"}
"""The address is not ours: who listens already need not try."""


@contextmanager
def listening() -> Iterator[socket.socket]:
    """Listen on a loopback port, and accept nobody."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@asynccontextmanager
async def handed(folder: Path, listener: socket.socket) -> AsyncIterator[ServerProcess]:
    """Start a server at a socket; it is killed at the end of the block, if it still runs."""
    number = listener.fileno()
    root = str(Path(plong.__file__).parents[1])
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HAND_OVER, str(number)),
        cwd=folder,
        env={**os.environ, "PYTHONPATH": root, **_SETTINGS},
        stdout=PIPE,
        stderr=PIPE,
        pass_fds=(number,),
    )
    try:
        port = await read_port(process)
        async with plain_client(f"http://127.0.0.1:{port}") as http:
            yield ServerProcess(port, http, process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
