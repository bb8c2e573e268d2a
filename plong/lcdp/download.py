"""One file, fetched from many peers at once into a folder. docs/wire/lcdp.md."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import closing
from typing import Final

from plong.lcdp.runner import Runner
from plong.lcdp.storing import Storing
from plong.lcdp.unfinished import UnfinishedFile
from plong.protocol.lcdp.content.fetch import Fetch
from plong.protocol.lcdp.content.models import Progress, Question, State, Write
from plong.protocol.lcdp.endpoint import Reach
from plong.protocol.lcdp.events import Adopted, Datagram, Event, Heard
from plong.protocol.lcdp.models import Content, Endpoint, MaybeTheyHaveSome
from plong.protocol.lcdp.node import LcdpNode

MAX_UNWRITTEN: Final = 2048
"""Blocks that wait for the disk, after which nothing is asked for."""

_GIVING: Final = 1.0
"""Seconds after a block in which its giver surely knows our cookie."""


class NobodyHasIt(Exception):
    """Nothing has come for as long as one was to wait."""


class WrongHash(Exception):
    """What others gave was wrong too often; nothing of it is kept."""


class Download:
    """Fetches a file.

    Args:
        content_id: its SHA-256, in 64 hexadecimal digits of lower case.
        file: where it is put; not open.
        now: returns seconds of a clock that does not go back.
        reach: which addresses are asked on others' word.
    """

    def __init__(
        self, content_id: str, file: UnfinishedFile, now: Callable[[], float], reach: Reach
    ) -> None:
        self._id = content_id
        self._file = file
        self._now = now
        self._reach = reach
        self._fetch = Fetch(content_id, now())
        self._runner: Runner | None = None
        self._storing = Storing(file, now, self._fetch.part)
        self._useful_at = now()
        self._given_at: dict[Endpoint, float] = {}
        self._news = asyncio.Event()
        self._timer: asyncio.Handle | None = None
        self._is_asking = False

    @property
    def progress(self) -> Progress:
        """Return how it goes."""
        return self._fetch.progress(self._now())

    async def run(
        self,
        node: LcdpNode,
        host: str,
        holders: Iterable[Endpoint],
        patience: float,
        told: Callable[[Progress], object],
    ) -> None:
        """Fetch until all is there and right; then the file is to be given its name.

        What is there stays, however it ends, but for `WrongHash`.

        Args:
            node: which nobody else drives.
            holders: who is asked first, and believed before others; who proves to be a peer is
                asked, too.
            host: the IP address to send from, ``::`` for both families.
            patience: seconds to wait where nothing comes.
            told: is called after each step.

        Raises:
            NobodyHasIt, WrongHash: see there.
            BlockingIOError: another program fetches this file to this folder.
            OSError: there is no socket, or no space.
        """
        part = await asyncio.to_thread(self._file.open)
        self._fetch = Fetch(self._id, self._now(), part)
        self._storing = Storing(self._file, self._now, self._fetch.part)
        self._fetch.add(holders, self._now(), is_named=True)
        try:
            with closing(Runner(node, self._now, self._hear, host, 0)) as self._runner:
                await self._fetch_all(patience, told)
        finally:
            self._stop()
            if self._fetch.state in {State.FETCHING, State.HASHING}:
                await self._storing.end()

    async def _fetch_all(self, patience: float, told: Callable[[Progress], object]) -> None:
        self._wake()
        while self._fetch.state is not State.DONE:
            if self._fetch.state is State.FAILED:
                await asyncio.to_thread(self._file.discard)
                raise WrongHash
            if self._fetch.state is State.FETCHING:
                await self._wait(patience)
            self._news.clear()
            await self._storing.write()
            self._wake()
            told(self.progress)
            if self._fetch.state is State.HASHING and not len(self._storing):
                await self._check()

    async def _wait(self, patience: float) -> None:
        """Wait until something is to be written."""
        try:
            async with asyncio.timeout(self._useful_at + patience - self._now()):
                await self._news.wait()
        except TimeoutError:
            raise NobodyHasIt from None

    async def _check(self) -> None:
        is_right = await asyncio.to_thread(self._file.has_hash, self._fetch.size or 0)
        self._useful_at = self._now()
        self._fetch.hashed(is_right=is_right, now=self._now())
        self._wake()

    # What comes, and what is asked

    def _hear(self, event: Event) -> None:
        match event:
            case Adopted(peer):
                self._fetch.add([peer], self._now())
            case Heard(Content() as content, source):
                self._take(source, self._fetch.hear(source, content, self._now()))
            case Heard(MaybeTheyHaveSome(content_id, peers), source) if content_id == self._id:
                self._fetch.suggest(source, filter(self._reach.allows, peers))
        self._wake()

    def _take(self, source: Endpoint, write: Write | None) -> None:
        if write is not None:
            self._storing.add(write)
            self._useful_at = self._given_at[source] = self._now()
            self._news.set()

    def _wake(self) -> None:
        """Ask when all has been heard that came at once."""
        if not self._is_asking:
            self._is_asking = True
            asyncio.get_running_loop().call_soon(self._ask)

    def _ask(self) -> None:
        self._is_asking = False
        runner, now = self._runner, self._now()
        if self._timer is not None:
            self._timer.cancel()
        if runner is None or self._fetch.state is not State.FETCHING:
            self._news.set()
            return
        if len(self._storing) < MAX_UNWRITTEN:
            for question in self._fetch.ask(now):
                runner.send(self._datagrams(runner.node, question, now))
        pause = self._fetch.wakes_at(now) - now
        self._timer = asyncio.get_running_loop().call_later(pause, self._wake)

    def _datagrams(self, node: LcdpNode, question: Question, now: float) -> list[Datagram]:
        """Ask with all that an answer needs; shorter whoever has given something just now."""
        is_giving = now - self._given_at.get(question.to, 0.0) < _GIVING
        say = node.say if is_giving else node.ask
        return say(question.to, [question.message])

    def _stop(self) -> None:
        self._runner = None
        if self._timer is not None:
            self._timer.cancel()
