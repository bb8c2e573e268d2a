"""``plong pipe``: standard input to a friend, and a friend's to standard output."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from plong.client import Offer, Offered, OutStream, Peer, PlongError
from plong.commands.company import Company, Left, Met, keeping_company
from plong.commands.console import Console, Options
from plong.commands.exits import DONE, Failure
from plong.commands.pipes import Output
from plong.commands.sayings import is_reason

_LAST_WORDS: Final = 2.0
"""Seconds in which what is all but done may end."""
_BOTH: Final = 2


async def pipe(options: Options, console: Console) -> int:
    """Carry both directions to their ends; return the exit code. Raise `PlongError`, `Failure`."""
    async with keeping_company(options, console.report) as company:
        streams = _Pipe(company, console)
        try:
            await streams.run()
        finally:
            await streams.cancel()
    return DONE


class _Pipe:
    def __init__(self, company: Company, console: Console) -> None:
        self._company = company
        self._console = console
        self._tasks: list[asyncio.Task[None]] = []
        self._stream: OutStream | None = None
        self._offer: Offer | None = None
        self._ended = 0

    async def run(self) -> None:
        """Return when both directions have ended, or nobody reads what comes."""
        async for happening in self._company:
            match happening:
                case Met(friend):
                    self._begin(friend)
                case Offered(offer) if offer.size is None and self._offer is None:
                    self._offer = offer
                    self._tasks.append(self._company.start(self._receive(offer)))
                case Offered(offer):
                    await offer.decline()
                case Left():
                    await self._see_off()
                    return

    async def cancel(self) -> None:
        """Take back what is under way."""
        if self._stream is not None:
            self._stream.cancel()
        if self._offer is not None:
            self._offer.cancel()
        await self._settle()

    def _begin(self, friend: Peer) -> None:
        if self._stream is not None:
            raise Failure("lost", "Your friend was started anew; a stream cannot begin again.")
        self._stream = friend.open_stream()
        self._tasks.append(self._company.start(self._send(self._stream)))

    async def _send(self, stream: OutStream) -> None:
        feeding = self._company.start(self._feed(stream))
        try:
            await stream
        except PlongError as error:
            raise _failure(error, "Your friend takes no more") from None
        finally:
            feeding.cancel()
        self._count()

    async def _feed(self, stream: OutStream) -> None:
        with suppress(PlongError):  # which is seen by who waits for the stream
            if not self._console.stdin.is_terminal:  # where nobody means to type
                async for block in self._console.stdin.blocks():
                    await stream.write(block)
            await stream.end()

    async def _receive(self, offer: Offer) -> None:
        sink = _Sink(self._console.stdout, offer.cancel)
        try:
            await offer.accept(sink)
        except PlongError as error:
            if not sink.is_broken:
                raise _failure(error, "Your friend's stream broke off") from None
            self._company.end()
        self._count()

    def _count(self) -> None:
        self._ended += 1
        if self._ended == _BOTH:
            self._company.end()

    async def _see_off(self) -> None:
        await self._settle()
        if self._ended < _BOTH:
            raise Failure("left", "Your friend left before both streams had ended.")

    async def _settle(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_LAST_WORDS)


class _Sink:
    """Standard output; who reads it may have had enough."""

    def __init__(self, output: Output, cancel: Callable[[], None]) -> None:
        self._output = output
        self._cancel = cancel
        self.is_broken = False

    async def write(self, data: memoryview) -> None:
        """Pass on. Raise `OSError`, but not for a reader that has gone: then cancel."""
        try:
            await self._output.write(data)
        except BrokenPipeError:
            self.is_broken = True
            self._cancel()

    async def close(self) -> None:
        """Let the reader see the end, while the other direction may go on."""
        self._output.close()

    async def abort(self) -> None:
        """Do nothing: the command ends."""


def _failure(error: PlongError, what: str) -> Exception:
    return Failure(error.code, f"{what} ({error.code}).") if is_reason(error.code) else error
