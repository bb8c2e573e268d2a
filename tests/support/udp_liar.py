"""A way to a server's node of LCDP on which some of what is said is changed."""

import asyncio
import re
import socket
from asyncio import DatagramTransport
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from tests.support.liar import Lie, lying
from tests.support.server import Server

Address = tuple[str, int]


class _End(asyncio.DatagramProtocol):
    def __init__(self, heard: Callable[[bytes, Any], None]) -> None:
        self._heard = heard

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        self._heard(data, addr)


class _Liar:
    """Has a socket towards the node for each who asks, for cookies are given to addresses."""

    def __init__(self, node: Address, lie: Lie) -> None:
        self._node = node
        self._lie = lie
        self._asked: dict[Address, bytearray] = {}
        self._ways: dict[Address, DatagramTransport] = {}
        self._waiting: dict[Address, list[bytes]] = {}
        self._opening: set[asyncio.Task[None]] = set()

    async def listen(self) -> int:
        """Return the port where it is heard."""
        self._front = await _bind(self._hear)
        port: int = self._front.get_extra_info("sockname")[1]
        return port

    def close(self) -> None:
        """Hear nothing more."""
        for transport in (self._front, *self._ways.values()):
            transport.close()

    def _hear(self, data: bytes, addr: Address) -> None:
        asked = self._asked.setdefault(addr, bytearray())
        asked += data
        said = self._changed(data, asked, is_heard=True)
        if addr in self._ways:
            self._ways[addr].sendto(said, self._node)
            return
        if addr not in self._waiting:
            opening = asyncio.ensure_future(self._open(addr))
            self._opening.add(opening)
        self._waiting.setdefault(addr, []).append(said)

    async def _open(self, addr: Address) -> None:
        def answer(data: bytes, _: Address) -> None:
            said = self._changed(data, self._asked[addr], is_heard=False)
            self._front.sendto(said, addr)

        self._ways[addr] = await _bind(answer)
        for said in self._waiting.pop(addr):
            self._ways[addr].sendto(said, self._node)

    def _changed(self, data: bytes, asked: bytearray, *, is_heard: bool) -> bytes:
        lie = self._lie
        if lie.is_misheard is not is_heard or not re.search(lie.where, asked, re.DOTALL):
            return data
        return re.sub(lie.true, lie.false, data)


async def _bind(heard: Callable[[bytes, Address], None]) -> DatagramTransport:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: _End(heard), ("127.0.0.1", 0), family=socket.AF_INET
    )
    return transport


@asynccontextmanager
async def lying_over_udp(server: Server, lie: Lie) -> AsyncIterator[str]:
    """Yield the URL of the same server, but for this lie of its node."""
    assert server.swarm is not None
    port = server.swarm.port
    liar = _Liar(("127.0.0.1", port), lie)
    elsewhere = await liar.listen()
    try:
        told = Lie(b'"Port":%d' % port, b'"Port":%d' % elsewhere, b"^GET / ")
        async with lying(server.url, told) as url:
            yield url
    finally:
        liar.close()
