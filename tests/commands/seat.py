"""A command in this process, at standard input and output that a test holds the other ends of."""

import asyncio
import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from plong.commands.console import Console, Options, PostOptions, SwarmOptions
from plong.commands.pipes import Input, Output
from plong.commands.report import Report
from plong.commands.running import guarded

PATIENCE: Final = 20.0
"""Seconds after which a test fails that waits for a command."""


class _Heard(io.StringIO):
    """Keeps the events of a `Report`, to be waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def write(self, text: str) -> int:
        if text.startswith("{"):
            self.events.put_nowait(json.loads(text))
        return super().write(text)


class Seat:
    """Where one command is run."""

    def __init__(self, server: str, stdin: int, stdout: int) -> None:
        self.server = server
        self._heard, self._remarks = _Heard(), io.StringIO()
        self.report = Report(self._heard, self._remarks, as_json=True)
        self._console = Console(Input(stdin), Output(stdout), self.report)
        self.seen: list[str] = []
        """The names of the events that were waited for, and of those before them."""

    def run(
        self, name: str, passphrase: str = "", *files: Path, directory: Path = Path()
    ) -> asyncio.Task[int]:
        """Start a command; the task's result is the exit code."""
        return self._start(name, Options(self.server, passphrase, files, directory))

    def post(self, name: str, post: PostOptions) -> asyncio.Task[int]:
        """Start one of PING's commands, likewise."""
        return self._start(name, self.options(post))

    def swarm(self, name: str, swarm: SwarmOptions, *files: Path) -> asyncio.Task[int]:
        """Start one of LCDP's commands, likewise."""
        return self._start(name, Options(self.server, "", files, swarm=swarm))

    def check(self, *only: str) -> asyncio.Task[int]:
        """Start ``check`` for these rows, likewise."""
        return self._start("check", Options(self.server, "", only=only))

    def options(self, post: PostOptions) -> Options:
        """Return what one of PING's commands is told."""
        return Options(self.server, "", post=post)

    def _start(self, name: str, options: Options) -> asyncio.Task[int]:
        return asyncio.create_task(guarded(name, options, self._console))

    async def event(self, name: str) -> dict[str, Any]:
        """Return the next event of this name."""
        async with asyncio.timeout(PATIENCE):
            while (event := await self._heard.events.get())["event"] != name:
                self.seen.append(event["event"])
        self.seen.append(name)
        return event

    @property
    def said(self) -> str:
        """All events so far."""
        return self._heard.getvalue()

    @property
    def complaint(self) -> str:
        """What stands on standard error."""
        return self._remarks.getvalue()


class Desk(Seat):
    """A seat with the other ends of its pipes."""

    def __init__(self, server: str) -> None:
        stdin, self._typing = os.pipe()
        self._reading, stdout = os.pipe()
        self._descriptors = {stdin, stdout, self._typing, self._reading}
        super().__init__(server, stdin, stdout)

    async def types(self, text: str | bytes) -> None:
        """Write to the command's standard input."""
        data = text.encode() if isinstance(text, str) else text
        with os.fdopen(os.dup(self._typing), "wb") as file:
            await asyncio.to_thread(file.write, data)

    def ends(self) -> None:
        """End the command's standard input."""
        self._close(self._typing)

    def reads_no_more(self) -> None:
        """Close the pipe behind the command's standard output."""
        self._close(self._reading)

    async def reads(self) -> bytes:
        """Return all that the command writes to its standard output."""
        with os.fdopen(os.dup(self._reading), "rb") as file:
            return await asyncio.to_thread(file.read)

    def close(self) -> None:
        """Close whatever is open; who waits for input gets its end."""
        for descriptor in (self._typing, *sorted(self._descriptors)):
            self._close(descriptor)

    def _close(self, descriptor: int) -> None:
        if descriptor in self._descriptors:
            self._descriptors.remove(descriptor)
            os.close(descriptor)


@contextmanager
def desk(server: str) -> Iterator[Desk]:
    """Set up a desk for the commands of one person."""
    one = Desk(server)
    try:
        yield one
    finally:
        one.close()


async def codes(*commands: asyncio.Task[int]) -> list[int]:
    """Return the exit codes of commands when all have ended."""
    async with asyncio.timeout(PATIENCE):
        return list(await asyncio.gather(*commands))
