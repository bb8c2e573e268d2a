"""``plong pipe``: standard input to a friend, and a friend's to standard output."""

import asyncio
from contextlib import suppress
from typing import Final

from plong.client import Offer, Offered, OutStream, Peer, PlongError
from plong.commands.company import Company, keeping_company
from plong.commands.console import Console, Options
from plong.commands.exits import DONE, Failure
from plong.commands.happenings import Left, Met
from plong.commands.parting import be_heard
from plong.commands.pipes import OutputSink
from plong.commands.sayings import is_reason

_LAST_WORDS: Final = 2.0
"""Seconds in which what is all but done may end."""


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
        self._fed = 0
        self._has_sent = self._has_received = False

    async def run(self) -> None:
        """Return when both directions have ended, and the friend knows it. Raise `Failure`."""
        async for happening in self._company.happenings:
            match happening:
                case Met(friend):
                    self._begin(friend)
                case Offered(offer) if offer.size is None and self._offer is None:
                    self._offer = offer
                    self._tasks.append(self._company.chores.start(self._receive(offer)))
                case Offered(offer):
                    await self._company.decline(offer, "a pipe takes one stream.")
                case Left():
                    await self._see_off()
                    return

    async def cancel(self) -> None:
        """Take back what is under way."""
        for direction in (self._stream, self._offer):
            if direction is not None:
                direction.cancel()
        await self._settle()

    def _begin(self, friend: Peer) -> None:
        if self._stream is not None:
            raise Failure("lost", "Your friend was started anew; a stream cannot begin again.")
        self._stream = friend.open_stream()
        self._tasks.append(self._company.chores.start(self._send(friend, self._stream)))

    async def _send(self, friend: Peer, stream: OutStream) -> None:
        feeding = self._company.chores.start(self._feed(stream))
        try:
            await stream
        except PlongError as error:
            if error.code != "no-such-peer":
                raise _failure(error, "Your friend takes no more") from None
            self._company.happenings.add(Left())
            return
        finally:
            feeding.cancel()
        self._has_sent = True
        await self._part(friend)

    async def _feed(self, stream: OutStream) -> None:
        with suppress(PlongError):  # which is seen by who waits for the stream
            if not self._console.stdin.is_terminal:  # where nobody means to type
                async for block in self._console.stdin.blocks():
                    self._fed += len(block)
                    await stream.write(block)
            await stream.end()

    async def _receive(self, offer: Offer) -> None:
        sink = OutputSink(self._console.stdout, offer.cancel)
        try:
            await offer.accept(sink)
        except PlongError as error:
            failure = _failure(error, "Your friend's stream broke off")
            raise sink.error or failure from None
        self._has_received = True
        await self._part(offer.peer)

    async def _part(self, friend: Peer) -> None:
        if self._has_sent and self._has_received:
            await be_heard(friend)
            self._company.happenings.end()

    async def _see_off(self) -> None:
        await self._settle()
        if not self._has_received or self._stream is None or self._stream.sha256 is None:
            raise Failure("left", "Your friend left before both streams had ended.")
        if not self._has_sent and self._stream.sent < self._fed:
            raise Failure("left", "Your friend left without a word whether all has arrived.")

    async def _settle(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_LAST_WORDS)


def _failure(error: PlongError, what: str) -> Exception:
    if error.code == "declined":
        return Failure(error.code, "Your friend takes no stream; plong pipe has to run there too.")
    return Failure(error.code, f"{what} ({error.code}).") if is_reason(error.code) else error
