"""The server in a soak: one store and one port, and a new process now and then, as deploys do."""

import asyncio
import json
import re
import shlex
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from bench.client import HOST
from bench.machine import cores, open_files, resident_bytes
from bench.process import Child, running
from bench.servers import LISTENING, NO_LIMIT, PLONG_SETTINGS
from bench.soak.line import PATIENCE, Away, Refused

SETTINGS: Final[Mapping[str, str]] = {**PLONG_SETTINGS, "PLONG_PASSPHRASE_TRIES": NO_LIMIT}
WRONG: Final = re.compile(
    r"^\S+ (?:error|critical) |^Traceback|\"level\": ?\"(?:error|critical)\"", re.IGNORECASE
)
"""A line of a log that must not be there."""


class House:
    """A server that comes and goes at one place.

    Args:
        command: what starts it.
        folder: where its store is.
    """

    def __init__(self, command: str, folder: Path) -> None:
        self._command = shlex.split(command)
        self._folder = folder
        self._child: Child
        self._running: Any = None
        self.port = 0
        self.wrong_lines: list[str] = []
        """What its processes have complained of, of those that have ended."""

    async def open(self) -> float:
        """Start a process; return how many seconds that took."""
        began = time.monotonic()
        settings = {**SETTINGS, "PLONG_STORE": f"sqlite:{self._folder / 'plong.db'}"}
        words = [*self._command, "--port", str(self.port)]
        self._running = running(words, cores().server, settings)
        self._child = await asyncio.to_thread(self._running.__enter__)
        match = await asyncio.to_thread(self._child.wait_ready, LISTENING)
        self.port = int(match[1])
        return time.monotonic() - began

    async def close(self) -> float:
        """End the process as a deploy does; return how many seconds that took."""
        self._child.check_alive()
        began = time.monotonic()
        self._child.popen.terminate()
        await asyncio.to_thread(self._child.popen.wait, PATIENCE)
        self._read_log()
        await asyncio.to_thread(self._running.__exit__, None, None, None)
        return time.monotonic() - began

    def _read_log(self) -> None:
        lines = self._child.log.read_text(errors="replace").splitlines()
        self.wrong_lines += [line for line in lines if WRONG.search(line)]
        if self._child.popen.returncode:
            self.wrong_lines.append(f"exit code {self._child.popen.returncode}")

    # What can be seen of it

    @property
    def resident(self) -> int:
        """Bytes of memory."""
        return resident_bytes(self._child.popen.pid)

    @property
    def files(self) -> int:
        """Open files."""
        return open_files(self._child.popen.pid)

    @property
    def stored(self) -> int:
        """Bytes of the store's files."""
        return sum(file.stat().st_size for file in self._folder.glob("plong.db*"))

    # What it is asked over HTTP

    async def ohai(self) -> tuple[str, str]:
        """Return a new peer's PrivateId and PublicId. Raise `Away` or `Refused`."""
        answer = await self._ask("GET", "/ohai", {})
        return answer["PrivateId"], answer["PublicId"]

    async def obai(self, private_id: str) -> None:
        """Remove a peer. Raise `Away` or `Refused`."""
        await self._ask("POST", "/obai", {"PrivateId": private_id})

    async def _ask(self, method: str, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        content = json.dumps(body).encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n"
        try:
            async with self._socket() as (reader, writer):
                writer.write(f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content)
                answer = await asyncio.wait_for(reader.read(), PATIENCE)
        except OSError:
            raise Away(0.5) from None
        return _read_answer(answer)

    @asynccontextmanager
    async def _socket(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        reader, writer = await asyncio.open_connection(HOST, self.port)
        try:
            yield reader, writer
        finally:
            writer.close()


def _read_answer(answer: bytes) -> dict[str, Any]:
    head, _, body = answer.partition(b"\r\n\r\n")
    if not head:
        raise Away(0.5)  # it stopped before it had read the question
    status = head.split()[1].decode()
    if status != "200":
        raise Refused({"429": "rate-limited", "503": "unavailable"}.get(status, status))
    result: dict[str, Any] = json.loads(body)
    return result
