"""The peers that a visit makes, and takes away again."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from plong.conformance.asking import Asker
from plong.conformance.expecting import expect_answer
from plong.conformance.outcome import Mismatch, NotTried
from plong.conformance.shapes import PEER, PRIVATE_ID, Shape

_MOST: Final = 6
"""Peers that rows share. They take turns, so that none meets what the row before left open."""
OHAI: Final[Mapping[str, Shape]] = {"PrivateId": PRIVATE_ID, **PEER}


@dataclass(frozen=True, slots=True)
class Peer:
    """One who said ohai."""

    private_id: str = field(repr=False)
    public_id: str
    created: str

    @property
    def place(self) -> str:
        """Where PING is asked at this peer's address: a path below the server's."""
        return f"/at/{self.public_id}"


class Peers:
    """All peers of one visit."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._shared: list[Peer] = []
        self._turn = 0
        self._left: list[Peer] = []
        self._greeting: asyncio.Future[Peer] | None = None

    async def new(self) -> Peer:
        """Return a peer that no other row uses. Raise `NotTried`."""
        try:
            return await self.greeted("GET")
        except Mismatch as mismatch:
            raise NotTried(f"it needs a peer (http.ohai), but {mismatch}") from None

    async def greeted(self, method: str) -> Peer:
        """Return one as the answer to an ohai by this method. Raise `Mismatch`."""
        # Whoever is stopped meanwhile hears the answer all the same, or could not say obai.
        self._greeting = asyncio.ensure_future(self._greet(method))
        return await asyncio.shield(self._greeting)

    async def _greet(self, method: str) -> Peer:
        fields = expect_answer(await self._asker.ask(method, "/ohai"), OHAI)
        peer = Peer(fields["PrivateId"], fields["PublicId"], fields["Created"])
        self._left.append(peer)
        return peer

    async def one(self) -> Peer:
        """Return a peer that other rows use, too. Raise `NotTried`."""
        if len(self._shared) < _MOST:
            self._shared.append(await self.new())
            return self._shared[-1]
        self._turn += 1
        return self._shared[self._turn % _MOST]

    async def two(self) -> Sequence[Peer]:
        """Return two of them."""
        return await self.one(), await self.one()

    async def leave(self) -> None:
        """Let the server forget all of them. Raise `Mismatch`, `NotTried`."""
        if self._greeting is not None:
            await asyncio.gather(self._greeting, return_exceptions=True)
        while self._left:
            await self._asker.ask("POST", "/obai", {"PrivateId": self._left.pop().private_id})
