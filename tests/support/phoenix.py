"""A server in a process of its own that can die and come back at the same place."""

import socket
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.support.canaries import WATCH
from tests.support.process import read_port, start


class Phoenix:
    """One port and one store; a server that comes and goes."""

    def __init__(self, folder: Path, port: int, **settings: object) -> None:
        self._folder = folder
        self._port = port
        self._settings = {"store": "sqlite:plong.db", **settings}
        self._process: Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def rise(self) -> None:
        """Start, and wait until it listens."""
        self._process = await start(self._folder, self._port, **self._settings)
        await read_port(self._process)

    async def stop(self) -> None:
        """End as an operator ends it."""
        assert self._process is not None
        self._process.terminate()
        await self._process.communicate()
        assert self._process.returncode == 0

    async def kill(self) -> None:
        """End as ``kill -9`` does."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.kill()
        WATCH.hear(b"".join(await self._process.communicate()).decode())

    def forget(self) -> None:
        """Lose the store of who was killed."""
        for file in self._folder.glob("plong.db*"):
            file.unlink()


@asynccontextmanager
async def risen_phoenix(folder: Path, **settings: object) -> AsyncIterator[Phoenix]:
    """Start one on a free port; it is dead when the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    phoenix = Phoenix(folder, port, **settings)
    await phoenix.rise()
    try:
        yield phoenix
    finally:
        await phoenix.kill()
