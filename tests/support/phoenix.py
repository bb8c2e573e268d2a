"""A server in a process of its own that can die and come back at the same place."""

from asyncio.subprocess import Process
from pathlib import Path

from tests.support.process import read_port, start


class Phoenix:
    """One port and one store; a server that comes and goes."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self._port = port
        self._process: Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def rise(self) -> None:
        """Start, and wait until it listens."""
        self._process = await start(self._folder, self._port, store="sqlite:plong.db")
        await read_port(self._process)

    async def kill(self) -> None:
        """End as ``kill -9`` does."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.kill()
        await self._process.communicate()
