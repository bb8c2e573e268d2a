"""Somebody else, as a program sees them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from plong.client.transfer import OutStream, Progress, Transfer, ignore
from plong.client.wire.content import Payload, encode


class Line(Protocol):
    """What a peer is reached by."""

    async def send(self, target: str, payload: Payload) -> None:
        """Send a message, after linking."""

    async def tell(self, target: str, text: str) -> None:
        """Send a text; the link stays."""

    async def change_link(self, target: str) -> bool:
        """Link; return whether it is linked back."""

    async def ping(self, target: str) -> float:
        """Return the seconds of a round trip."""

    async def bye(self, target: str) -> None:
        """Leave on purpose."""

    def send_file(self, target: str, path: Path, progress: Progress) -> Transfer:
        """Offer a file."""

    def open_stream(self, target: str) -> OutStream:
        """Offer a stream."""


@dataclass(frozen=True)
class Peer:
    """A peer of the server, whether it is connected or not. Equal ids are equal peers."""

    id: str
    """Its PublicId."""
    _line: Line = field(compare=False, repr=False)

    async def send(self, value: object) -> None:
        """Send text (`str`), binary (bytes-like) or anything else as JSON text; link first.

        Returns when the message is handed to the network: waits while that is busy, and while
        the connection is being made again.

        Raises:
            PlongError: ``no-such-peer``; ``too-big``; ``bad-request``, it starts with ESC or FS
                (docs/wire/files.md); ``closed``.
            TypeError: the value is none of these.
        """
        await self._line.send(self.id, encode(value))

    async def tell(self, text: str) -> None:
        """Send one text, of at most 64 KiB, without changing the link.

        Raises:
            PlongError: ``not-connected``, ``no-such-peer``, ``too-big``, ``bad-request``,
                ``connection-lost``: it may or may not have arrived.
        """
        await self._line.tell(self.id, text)

    async def link(self) -> bool:
        """Let messages go to this peer; return whether it is linked back. Raise `PlongError`."""
        return await self._line.change_link(self.id)

    async def ping(self) -> float:
        """Return the seconds of a round trip to the peer's client and back. Raise `PlongError`."""
        return await self._line.ping(self.id)

    async def bye(self) -> None:
        """Say that we leave on purpose and will not come back. Raise `PlongError`."""
        await self._line.bye(self.id)

    def send_file(self, path: Path, progress: Progress = ignore) -> Transfer:
        """Offer a file, and send it when it is accepted (docs/wire/files.md).

        It goes on by itself after any break of either side. ``await`` the transfer to know that
        it arrived whole.

        Raises:
            OSError: the file cannot be opened.
        """
        return self._line.send_file(self.id, path, progress)

    def open_stream(self) -> OutStream:
        """Offer a stream, whose length need not be known (docs/wire/files.md)."""
        return self._line.open_stream(self.id)
