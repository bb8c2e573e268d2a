"""One friend at a time: met by a passphrase, looked for again when they are gone."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

from plong.client import (
    Bye,
    Closed,
    Event,
    Gone,
    Linked,
    Me,
    Message,
    Offer,
    Offered,
    Peer,
    PlongError,
    Reconnected,
    Undelivered,
    connect,
)
from plong.commands.connection import tell
from plong.commands.console import Options
from plong.commands.happenings import Chores, Happening, Happenings, Left, Met
from plong.commands.report import Report
from plong.commands.search import Search
from plong.commands.stopping import to_the_end

_RETURN: Final = 3.0
"""Seconds in which a friend mostly comes back too, when the server was away."""
_GOODBYE: Final = 3.0
"""Seconds that each step of leaving may take."""

_MOST_EARLY: Final = 64
"""Happenings that are kept until it is known who the friend is."""


class Company:
    """Hands on what concerns the friend; states of the connection are reported by themselves."""

    def __init__(self, me: Me, search: Search, report: Report) -> None:
        self.me = me
        self.friend: Peer | None = None
        self.hear: Callable[[Message], object] = _ignore
        """Is called with every message, whoever sent it."""
        self.happenings = Happenings()
        self.chores = Chores(self.happenings.end)
        self._has_left = False
        self._search = search
        self._report = report
        self._early: deque[tuple[Peer, Happening]] = deque(maxlen=_MOST_EARLY)
        """What was said by who may turn out to be the friend."""
        self.chores.start(self._listen(me.events()))
        self.chores.start(self._read(me))
        self._searching = self.chores.start(self._meet())

    async def decline(self, offer: Offer, sentence: str) -> None:
        """Say no to the friend, and why to the person."""
        await offer.decline()
        name = offer.name if offer.size is not None else "a stream"
        self._report.show("refused", name=name, sentence=sentence)

    async def close(self) -> None:
        """Say goodbye, as far as anybody can hear it, and free the passphrase."""
        self.chores.cancel()
        for step in (self._say_bye, self.me.leave):
            with suppress(PlongError, TimeoutError):
                async with asyncio.timeout(_GOODBYE):
                    await step()

    async def _say_bye(self) -> None:
        if self.friend is not None and self.me.state == "connected":
            await self.friend.bye()
            await self.me.ping()  # the server has it, before it is told to forget us

    # The friend

    async def _meet(self) -> None:
        await self._welcome(await self._search.meet(is_first=True))

    async def _meet_again(self, friend: Peer, pause: float) -> None:
        await asyncio.sleep(pause)
        if (found := await self._search.meet_again(friend)) is None:
            self.happenings.add(Left())  # a goodbye may be overtaken by its obai
        else:
            await self._welcome(found)

    async def _welcome(self, friend: Peer) -> None:
        self._report.show("linked", peer=friend.id)
        if friend != self.friend:
            self.friend = friend
            self.happenings.add(Met(friend))
        early = list(self._early)
        self._early.clear()
        for peer, happening in early:
            await self._take(peer, happening, is_early=False)

    def _look_for(self, friend: Peer, pause: float = 0.0) -> None:
        if self._searching.done():
            self._searching = self.chores.start(self._meet_again(friend, pause))

    async def _settle(self, friend: Peer) -> None:
        if not self._searching.done():
            self._searching.cancel()
            await self._welcome(friend)

    # What happens

    async def _listen(self, events: AsyncIterator[Event]) -> None:
        async for event in events:
            tell(event, self._report)
            match event:
                case Bye(peer):
                    await self._take(peer, Left(), is_early=not self._searching.done())
                case Offered(offer):
                    await self._take(offer.peer, event, is_early=not self._searching.done())
                case Undelivered():
                    self.happenings.add(event)
                case Closed(error):
                    self.happenings.end(error)
                case _ if self.friend is not None and not self._has_left:
                    await self._follow(event, self.friend)

    async def _follow(self, event: Event, friend: Peer) -> None:
        match event:
            case Linked(peer) if peer == friend:
                await self._settle(friend)
            case Gone(peer) if peer == friend:
                self._report.show("gone")
                self._look_for(friend)
            case Reconnected():
                self._look_for(friend, _RETURN)

    async def _read(self, messages: Me) -> None:
        # Always: whoever leaves strangers' messages unread is ended by them.
        async for message in messages:
            self.hear(message)

    async def _take(self, peer: Peer, happening: Happening, *, is_early: bool) -> None:
        if peer == self.friend:
            self._has_left = self._has_left or isinstance(happening, Left)
            self.happenings.add(happening)
        elif is_early:
            self._early.append((peer, happening))
        elif isinstance(happening, Offered):
            await happening.offer.decline()


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
            await to_the_end(company.close())
