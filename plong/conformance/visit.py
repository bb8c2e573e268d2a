"""What rows are lent while a server is visited."""

import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final, Protocol, TypeVar
from urllib.request import Request

from plong.client.http import Reply, ask_owner
from plong.client.reasons import unreachable
from plong.client.wire.address import Address
from plong.client.wire.objects import read_object
from plong.conformance.asking import Asker
from plong.conformance.datagrams import Stranger
from plong.conformance.node import Node
from plong.conformance.outcome import Mismatch, NotTried
from plong.conformance.peering import Peering
from plong.conformance.peers import Peer, Peers
from plong.conformance.sockets import PLONG_2, Socket, open_socket, read_words

_NOBODY_BYTES: Final = 64
Opened = TypeVar("Opened", bound="Closing")


class Closing(Protocol):
    """What a row has opened."""

    async def close(self) -> None:
        """End it."""


class Visit:
    """One server, how it is asked, and who asks."""

    def __init__(self, asker: Asker, mode: str) -> None:
        self.asker = asker
        self.mode = mode
        """The letters that the server says of itself."""
        self.peers = Peers(asker)
        self.node = Node(asker)
        self.peering = Peering(asker)
        self._sockets: list[Closing] = []
        self._limits: Mapping[str, Any] | None = None

    async def ask(self, method: str, path: str, body: object = None, **headers: str) -> Reply:
        """Ask over HTTP; in names of headers ``_`` stands for ``-``."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return await self.asker.ask(method, path, body, named)

    async def connect(self, peer: Peer) -> Socket:
        """Open a connection in the classic dialect."""
        return await self.open(f"/{peer.private_id}")

    async def connect_2(self, peer: Peer) -> Socket:
        """Open a connection in ``plong.2``, its welcome heard."""
        socket, _ = await self.welcome(peer)
        return socket

    async def welcome(self, peer: Peer) -> tuple[Socket, object]:
        """Open a connection in ``plong.2``; return it and the server's first words."""
        socket = await self.open("", PLONG_2, f"private.{peer.private_id}")
        return socket, read_words(await socket.hear())

    async def open(self, path: str, *offers: str, origin: str | None = None) -> Socket:
        """Open any connection; it is closed when the row has ended."""
        return await self.open_at(f"/ws{path}", *offers, origin=origin)

    async def open_at(self, path: str, *offers: str, origin: str | None = None) -> Socket:
        """Open one at any path of the server's, likewise."""
        return self.kept(await open_socket(self.asker.server, path, *offers, origin=origin))

    async def stranger(self) -> Stranger:
        """Open a socket of LCDP that the server has never heard of, likewise. Raise `NotTried`."""
        return self.kept(await self.node.stranger())

    def kept(self, opened: Opened) -> Opened:
        """Return something that is closed when the row has ended."""
        self._sockets.append(opened)
        return opened

    async def limit(self, name: str) -> int:
        """Return one of the limits that the welcome tells. Raise `NotTried`."""
        if self._limits is None:
            _, words = await self.welcome(await self.peers.one())
            told = words.get("Limits") if isinstance(words, dict) else None
            self._limits = told if isinstance(told, dict) else {}
        value = self._limits.get(name)
        if type(value) is not int:
            raise NotTried(f"the welcome tells no {name} (plong2.welcome)")
        return value

    async def has_made_room(self, tries: int) -> bool:
        """Tell whether passphrases were tried too often; wait until so many can be again."""
        for _ in range(2 if tries else 0):  # the first may have found the last one left
            waits = len(self.asker.waits)
            await self.ask("POST", "/whois", {"Passphrase": new_passphrase()})
            if told := self.asker.waits[waits:]:
                await self.asker.wait(tries * told[-1])
                return True
        return False

    async def close(self) -> None:
        """End the connections of a row."""
        while self._sockets:
            await self._sockets.pop().close()


@asynccontextmanager
async def visiting(server: Address, remark: Callable[[str], None]) -> AsyncIterator[Visit]:
    """Visit a server; leave nothing there.

    Raises:
        PlongError: ``unreachable``, no server answers.
    """
    asker = Asker(server, remark)
    visit = Visit(asker, await _read_mode(asker))
    try:
        yield visit
    finally:
        await visit.close()
        await _leave(visit, remark)


async def _leave(visit: Visit, remark: Callable[[str], None]) -> None:
    try:
        await visit.peers.leave()
    except (Mismatch, NotTried) as reason:
        remark(f"Peers of this check stay until the server forgets them: {reason}")


async def _read_mode(asker: Asker) -> str:
    url = asker.server.http + "/"
    reply = await ask_owner(Request(url, headers={"Accept": "application/json"}))  # noqa: S310 - `read_address` looked at the scheme
    mode = (read_object(reply.body.decode(errors="replace")) or {}).get("Mode")
    if isinstance(mode, str):
        return mode
    # Whoever this is, it is not asked the rest.
    raise unreachable(url, "it has no “Mode” there, which every Plong server has")


def nobody() -> str:
    """Return a PrivateId that no peer has."""
    return secrets.token_urlsafe(_NOBODY_BYTES)


def new_passphrase() -> str:
    """Return words that nobody else says."""
    return f"plong check {secrets.token_hex(12)}"
