"""One WebSocket of a peer in `plong.2`: the server's words and others' messages, told apart."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Subprotocol

from bench.client import HOST

ESC = "\x1b"
PATIENCE = 30.0
"""Seconds after which an answer is missed: a hash may wait for many others."""
RESTARTING = 1012


class Away(Exception):
    """The server is not there just now.

    Args:
        seconds: when it is worth a try again.
        code: with which it has closed; None: without a word, or it was never there.
    """

    def __init__(self, seconds: float, code: int | None = None) -> None:
        super().__init__(seconds, code)
        self.seconds = seconds
        self.code = code


class Refused(Exception):
    """The server has answered with an error; the code says which."""


class Line:
    """An open connection, from its welcome on.

    Args:
        socket: upgraded.
        hear: takes each message of others.
    """

    def __init__(self, socket: ClientConnection, hear: Callable[[str], None]) -> None:
        self._socket = socket
        self._hear = hear
        self._answers: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._reads = asyncio.Event()
        self._reads.set()
        self._back_in = 1.0
        self.undelivered = 0
        """Messages that the server has said not to have delivered."""
        self.closed: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        """How it was closed by the server: the code, None without a word."""
        self._reader = asyncio.create_task(self._read())

    def pause(self) -> None:
        """Read nothing more, as somebody does who is busy."""
        self._reads.clear()

    def resume(self) -> None:
        """Read on."""
        self._reads.set()

    async def send(self, message: str) -> None:
        """Send a message along the link. Raise `Away` if that cannot be."""
        try:
            await self._socket.send(message)
        except ConnectionClosed:
            raise await self.parted() from None

    async def ask(self, command: str) -> dict[str, Any]:
        """Give a command; return its answer. Raise `Refused`, or `Away`."""
        await self.send(ESC + command)
        answer = asyncio.ensure_future(self._answers.get())
        await asyncio.wait((answer, self.closed), timeout=PATIENCE, return_when="FIRST_COMPLETED")
        if answer.done():
            return _checked(answer.result())
        answer.cancel()
        raise await self.parted() if self.closed.done() else Refused("no answer")

    async def parted(self) -> Away:
        """Return how the server has closed, once that is known."""
        self._reads.set()
        code = await self.closed
        return Away(self._back_in, code)

    async def close(self) -> None:
        """Say goodbye."""
        self._reads.set()
        await self._socket.close()
        await asyncio.gather(self._reader, return_exceptions=True)

    def drop(self) -> None:
        """Be gone without a word."""
        self._socket.transport.abort()
        self._reader.cancel()

    async def _read(self) -> None:
        try:
            while True:
                await self._reads.wait()
                self._take(await self._socket.recv())
        except ConnectionClosed as error:
            self.closed.set_result(error.rcvd.code if error.rcvd else None)

    def _take(self, message: str | bytes) -> None:
        assert isinstance(message, str)
        if message.startswith(ESC):
            self._take_words(json.loads(message.removeprefix(ESC)))
        else:
            self._hear(message)

    def _take_words(self, words: dict[str, Any]) -> None:
        if words.get("Event") == "restarting":
            self._back_in = words["ReconnectIn"]
        elif "Ok" in words or "Verb" in words:
            self._answers.put_nowait(words)
        elif words.get("Code") == "not-connected":
            self.undelivered += 1


def _checked(words: dict[str, Any]) -> dict[str, Any]:
    if "Error" in words:
        raise Refused(words["Code"])
    return words


async def open_line(port: int, private_id: str, hear: Callable[[str], None]) -> Line:
    """Connect as a peer. Raise `Away` if the server is."""
    offers = [Subprotocol("plong.2"), Subprotocol(f"private.{private_id}")]
    url = f"ws://{HOST}:{port}/ws"
    try:
        # The server's keepalive is at work here, not the client's.
        socket = await connect(
            url, subprotocols=offers, compression=None, ping_interval=None, open_timeout=PATIENCE
        )
    except (OSError, WebSocketException):
        raise Away(0.5) from None
    return Line(socket, hear)
