"""What a program holds of a transfer that it sends."""

import asyncio
from collections.abc import Callable, Generator

from plong.client.sending import Sending
from plong.client.streams import PIECE, StreamSource

Progress = Callable[[int], None]
"""Is called with the bytes that are stored at the receiver so far."""


def ignore(_stored: int) -> None:
    """Let a program see no progress."""


class Transfer:
    """A file on its way; ``await`` it to know that it arrived whole."""

    def __init__(self, name: str, size: int | None, sending: Sending) -> None:
        self.name = name
        """As it was offered; empty for a stream."""
        self.size = size
        """Bytes; None for a stream."""
        self._sending = sending
        self._task = asyncio.create_task(sending.run())
        self._task.add_done_callback(self._see)

    @property
    def sent(self) -> int:
        """Bytes that the receiver has stored."""
        return self._sending.state.acknowledged

    @property
    def sha256(self) -> str | None:
        """The hash of the whole in hexadecimal, once all of it was sent."""
        return self._sending.sha256

    def cancel(self, reason: str = "cancelled") -> None:
        """End it, and tell the receiver why: a Reason of docs/wire/files.md."""
        self._sending.state.cancel(reason)
        self._sending.wake()

    def abandon(self) -> None:
        """End it without a word: the receiver is not there any more. Nobody may wait for it."""
        self._task.cancel()

    def __await__(self) -> Generator[None, None, None]:
        """Return when the receiver has all of it.

        Raises:
            PlongError: with a Reason of docs/wire/files.md, or why the link ended.
        """
        yield from asyncio.shield(self._task).__await__()

    def when_over(self, call: Callable[[], object]) -> None:
        """Call this when it arrived or ended otherwise."""
        self._task.add_done_callback(lambda _: call())

    def _see(self, task: asyncio.Task[None]) -> None:
        """Look at the error: a program need not wait for what it cancelled."""
        if not task.cancelled():
            task.exception()


class OutStream(Transfer):
    """A stream on its way: what is written arrives in order, over any number of breaks."""

    def __init__(self, sending: Sending, source: StreamSource) -> None:
        super().__init__("", None, sending)
        self._source = source

    async def write(self, data: bytes) -> None:
        """Add bytes, waiting while the receiver has too many to store.

        Raises:
            PlongError: the stream has ended.
        """
        for start in range(0, len(data), PIECE):
            await self._wait_for_room()
            piece = data[start : start + PIECE]
            self._source.append(piece)
            self._sending.state.grow(len(piece))
            self._sending.wake()

    async def end(self) -> None:
        """Say that this was all; return when the receiver has it. Raise `PlongError`."""
        self._sending.state.complete()
        self._sending.wake()
        await self

    async def _wait_for_room(self) -> None:
        await self._source.wait_for_room()
        if self._task.done():
            await self
