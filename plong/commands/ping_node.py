"""A node of LCDP as a target of ``plong ping``: PleaseReturnThisMessage, docs/wire/lcdp.md."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from plong.commands.endpoints import resolve
from plong.commands.pinging import Ask
from plong.lcdp.udp import UdpSocket
from plong.protocol.lcdp.cookies import cookie_of
from plong.protocol.lcdp.events import Datagram
from plong.protocol.lcdp.framing import read_datagram
from plong.protocol.lcdp.models import Endpoint, PleaseReturnThisMessage, ReturnedMessage
from plong.protocol.lcdp.writing import write


@asynccontextmanager
async def pinging_node(text: str) -> AsyncIterator[Ask]:
    """Yield what asks the node at ``HOST:PORT``. Raise `Failure`, `OSError`."""
    node = _Node((await resolve(text))[0])
    try:
        yield node.ask
    finally:
        node.close()


class _Node:
    """Asks one node for what it returns at once."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._began = time.monotonic()
        self._asked: dict[str, asyncio.Future[float]] = {}
        host = "0.0.0.0" if endpoint.is_ipv4 else "::"  # noqa: S104 - only its answers are heard
        self._socket = UdpSocket(host, 0, self._hear)

    async def ask(self) -> float:
        """Return the seconds of one round trip."""
        now = time.monotonic()
        text = f"{now - self._began:.6f}"  # some nodes take it for a number, and die of others
        answer: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._asked[text] = answer
        data = write([PleaseReturnThisMessage(cookie_of(text))])
        self._socket.send([Datagram(self._endpoint, data)])
        return await answer - now

    def close(self) -> None:
        """Ask nothing more."""
        self._socket.close()

    def _hear(self, data: bytes, source: Endpoint) -> None:
        now = time.monotonic()
        for message in (read_datagram(data) or ()) if source == self._endpoint else ():
            if isinstance(message, ReturnedMessage):
                answer = self._asked.pop(message.cookie.text or "", None)
                if answer is not None and not answer.done():
                    answer.set_result(now)
