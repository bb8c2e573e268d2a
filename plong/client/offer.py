"""What somebody wants to give us."""

from pathlib import Path
from typing import cast

from plong.client.parts import PartFile
from plong.client.peer import Peer
from plong.client.receiving import Receiving
from plong.client.sinks import Sink, SinkStorage
from plong.client.transfer import Progress, ignore
from plong.client.wire.names import clean_name


class Offer:
    """A file or a stream that a peer offers: `save`, `accept` or `decline` it, once."""

    def __init__(self, peer: Peer, name: str, size: int | None, receiving: Receiving) -> None:
        self.peer = peer
        self.name = clean_name(name)
        """Fit to be a file's name; who offers it may have sent another."""
        self.size = size
        """Bytes, as the peer says; None for a stream."""
        self._receiving = receiving

    @property
    def sha256(self) -> str | None:
        """The hash of the whole in hexadecimal, once all of it was stored."""
        return self._receiving.sha256

    async def save(self, directory: Path, progress: Progress = ignore) -> Path:
        """Store the file in a directory, and return where: never over another file.

        What an earlier try left there (``.NAME.SIZE.plong-part``) is not sent again.

        Raises:
            PlongError: with a Reason of docs/wire/files.md, or why the link ended.
            ValueError: it is a stream, which has no name.
        """
        if self.size is None:
            raise ValueError("A stream cannot be saved under a name; accept it with a sink.")
        storage = PartFile(directory, self.name, self.size)
        return cast("Path", await self._receiving.run(storage, progress))

    async def accept(self, sink: Sink, progress: Progress = ignore) -> None:
        """Put what comes into a sink; return when all of it is there and its hash is right.

        Raises:
            PlongError: with a Reason of docs/wire/files.md, or why the link ended.
        """
        await self._receiving.run(SinkStorage(sink), progress)

    async def decline(self, reason: str = "declined") -> None:
        """Say no, with a Reason of docs/wire/files.md."""
        self._receiving.decline(reason)

    def cancel(self) -> None:
        """End what was accepted; who waits for it gets a `PlongError`: ``cancelled``."""
        self._receiving.cancel("cancelled")
