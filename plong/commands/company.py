"""One friend at a time: met by a passphrase, looked for again when they are gone."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

from plong.client import (
    Bye,
    Closed,
    Disconnected,
    Event,
    Gone,
    Linked,
    Me,
    Message,
    Offered,
    Peer,
    PlongError,
    Reconnected,
    Reconnecting,
    Restarting,
    Undelivered,
    connect,
)
from plong.commands.console import Options
from plong.commands.report import Report
from plong.commands.search import Search

_RETURN: Final = 3.0
"""Seconds in which a friend mostly comes back too, when the server was away."""
_GOODBYE: Final = 3.0
"""Seconds that each step of leaving may take."""

_MOST_EARLY: Final = 64
"""Happenings that are kept until it is known who the friend is."""


@dataclass(frozen=True)
class Met:
    """Both are linked; it is another peer than before, if there was one."""

    peer: Peer


@dataclass(frozen=True)
class Left:
    """The friend said goodbye."""


Happening = Met | Left | Offered | Undelivered


class Company:
    """``async for`` gives what a command reacts to; states are reported by themselves.

    It ends with `end`, and raises what it was ended with.
    """

    def __init__(self, me: Me, search: Search, report: Report) -> None:
        self.me = me
        self.friend: Peer | None = None
        self.hear: Callable[[Message], object] = _ignore
        """Is called with every message, whoever sent it."""
        self._search = search
        self._report = report
        self._happenings: asyncio.Queue[Happening | None] = asyncio.Queue()
        self._error: BaseException | None = None
        self._early: deque[tuple[Peer, Happening]] = deque(maxlen=_MOST_EARLY)
        """What was said by who may turn out to be the friend."""
        self._tasks: set[asyncio.Task[None]] = set()
        self.start(self._listen(me.events()))
        self.start(self._read(me))
        self._searching = self.start(self._meet())

    def start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Do something beside; if it fails, the company ends with its error."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._see)
        return task

    def end(self, error: BaseException | None = None) -> None:
        """Let the iteration end behind what has happened."""
        self._error = self._error or error
        self._happenings.put_nowait(None)

    async def __aiter__(self) -> AsyncIterator[Happening]:
        while (happening := await self._happenings.get()) is not None:
            yield happening
        if self._error is not None:
            raise self._error

    async def close(self) -> None:
        """Say goodbye, as far as anybody can hear it, and free the passphrase."""
        for task in self._tasks:
            task.cancel()
        for step in (self._say_bye, self.me.leave):
            with suppress(PlongError, TimeoutError):
                async with asyncio.timeout(_GOODBYE):
                    await step()

    async def _say_bye(self) -> None:
        if self.friend is not None and self.me.state == "connected":
            await self.friend.bye()
            await self.me.ping()  # the server has it, before it is told to forget us

    def _see(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.end(error)

    # The friend

    async def _meet(self) -> None:
        await self._welcome(await self._search.meet(is_first=True))

    async def _meet_again(self, friend: Peer, pause: float) -> None:
        await asyncio.sleep(pause)
        if (found := await self._search.meet_again(friend)) is None:
            self._happenings.put_nowait(Left())  # a goodbye may be overtaken by its obai
        else:
            await self._welcome(found)

    async def _welcome(self, friend: Peer) -> None:
        self._report.show("linked", peer=friend.id)
        if friend != self.friend:
            self.friend = friend
            self._happenings.put_nowait(Met(friend))
        early = list(self._early)
        self._early.clear()
        for peer, happening in early:
            await self._take(peer, happening, is_early=False)

    def _look_for(self, friend: Peer, pause: float = 0.0) -> None:
        if self._searching.done():
            self._searching = self.start(self._meet_again(friend, pause))

    async def _settle(self, friend: Peer) -> None:
        if not self._searching.done():
            self._searching.cancel()
            await self._welcome(friend)

    # What happens

    async def _listen(self, events: AsyncIterator[Event]) -> None:
        async for event in events:
            match event:
                case Bye(peer):
                    await self._take(peer, Left(), is_early=not self._searching.done())
                case Offered(offer):
                    await self._take(offer.peer, event, is_early=not self._searching.done())
                case Linked(peer) if peer == self.friend:
                    await self._settle(peer)
                case Gone(peer) if peer == self.friend:
                    self._report.show("gone")
                    self._look_for(peer)
                case Closed(error):
                    self.end(error)
                case _:
                    self._show(event)

    async def _read(self, messages: Me) -> None:
        # Always: whoever leaves strangers' messages unread is ended by them.
        async for message in messages:
            self.hear(message)

    async def _take(self, peer: Peer, happening: Happening, *, is_early: bool) -> None:
        if peer == self.friend:
            self._happenings.put_nowait(happening)
        elif is_early:
            self._early.append((peer, happening))
        elif isinstance(happening, Offered):
            await happening.offer.decline()

    def _show(self, event: Event) -> None:
        match event:
            case Restarting(seconds):
                self._report.show("restarting", seconds=seconds)
            case Disconnected():
                self._report.show("disconnected")
            case Reconnecting(attempt, delay):
                self._report.show("reconnecting", attempt=attempt, seconds=delay)
            case Reconnected():
                self._report.show("reconnected")
                if self.friend is not None:
                    self._look_for(self.friend, _RETURN)
            case Undelivered():
                self._happenings.put_nowait(event)


def _ignore(_message: Message) -> None:
    """Let a command hear nothing."""


@asynccontextmanager
async def keeping_company(options: Options, report: Report) -> AsyncIterator[Company]:
    """Connect, and look for the friend, for as long as the block lasts. Raise `PlongError`."""
    async with connect(options.server) as me:
        company = Company(me, Search(me, options.passphrase, report), report)
        try:
            yield company
        finally:
            await company.close()
