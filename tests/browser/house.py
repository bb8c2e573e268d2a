"""A server that can be ended and started again on the same port and store."""

import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from tests.support.command_line import PYTHON_M_PLONG, Running, running_plong


class House:
    """Where the server lives: its folder, its settings, its port."""

    def __init__(self, folder: Path, **environ: str) -> None:
        self._folder = folder
        self._environ = {"PLONG_STORE": "sqlite:plong.db", **environ}
        self._stack = AsyncExitStack()
        self._server: Running | None = None

    async def start(self) -> str:
        """Start the server; return its URL."""
        port = str(self._server.port) if self._server else "0"
        start = running_plong(
            *("--port", port), directory=self._folder, command=PYTHON_M_PLONG, **self._environ
        )
        self._server = await self._stack.enter_async_context(start)
        return f"http://127.0.0.1:{self._server.port}/"

    async def end(self, number: signal.Signals) -> None:
        """End the server, at once or as an operator would."""
        assert self._server
        await self._server.stop(number)

    def pause(self) -> None:
        """Let the server hear nothing more, as if the cable were cut."""
        assert self._server
        self._server.process.send_signal(signal.SIGSTOP)

    async def close(self) -> None:
        await self._stack.aclose()


@asynccontextmanager
async def open_house(folder: Path, **environ: str) -> AsyncIterator[House]:
    house = House(folder, **environ)
    try:
        yield house
    finally:
        await house.close()
