"""The server's node of LCDP, as strangers find it."""

import asyncio
import socket
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from plong.conformance.asking import Asker
from plong.conformance.datagrams import WHO, Place, Stranger
from plong.conformance.expecting import expect_answer
from plong.conformance.outcome import Mismatch, NotTried
from plong.conformance.shapes import Shape, has_fields

PORT: Final = Shape("a port", lambda value: type(value) is int and 0 < value <= _LAST_PORT)
_LAST_PORT: Final = 65_535


class Node:
    """Finds the node once, and lends sockets to ask it."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._found: Place | Mismatch | None = None

    async def port(self, path: str = "/") -> int:
        """Return the UDP port that the server tells. Raise `Mismatch`."""
        answer = await self._asker.ask("GET", path)
        told = expect_answer(answer, {"Lcdp": has_fields({"Port": PORT})})
        return int(told["Lcdp"]["Port"])

    async def found(self) -> Place:
        """Return where it answers. Raise `Mismatch`, or `NotTried` if nobody is told where."""
        if self._found is None:
            try:
                self._found = await self._find()
            except Mismatch as mismatch:
                self._found = mismatch
        if isinstance(self._found, Mismatch):
            raise self._found
        return self._found

    async def stranger(self) -> Stranger:
        """Return a socket that it has never heard of. Raise `NotTried`."""
        try:
            return Stranger(await self.found())
        except Mismatch as mismatch:
            raise NotTried(f"it needs an answer over UDP (lcdp.answer), but {mismatch}") from None

    async def _find(self) -> Place:
        port = await self._told_port()
        host = urlsplit(self._asker.server.http).hostname or ""
        for place in await _resolve(host, port):
            if await _answers(place):
                return place
        raise Mismatch(f"an answer from UDP port {port} of {host}", "none")

    async def _told_port(self) -> int:
        try:
            return await self.port()
        except Mismatch:
            raise NotTried("GET / tells no UDP port (lcdp.port)") from None


async def _resolve(host: str, port: int) -> Sequence[Place]:
    """Return all addresses of a host, those of IPv4 first. Raise `Mismatch` if it has none."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_DGRAM)
    except OSError:
        raise Mismatch(f"an address of {host}", "none") from None
    places = [Place(family, address) for family, _, _, _, address in found]
    return sorted(places, key=lambda place: place.family != socket.AF_INET)


async def _answers(place: Place) -> bool:
    stranger = None
    try:
        stranger = Stranger(place)
        await stranger.ask(WHO)
    except (Mismatch, OSError):
        return False
    finally:
        if stranger is not None:
            await stranger.close()
    return True
