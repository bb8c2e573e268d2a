"""``plong receive``: files from a friend."""

import asyncio
from pathlib import Path
from typing import Final

from plong.client import Offer, Offered, PlongError
from plong.commands.amounts import size_text
from plong.commands.checksums import checksum_line
from plong.commands.company import Company, keeping_company
from plong.commands.console import Console, Options
from plong.commands.exits import DONE, FAILED, USAGE, Failure
from plong.commands.happenings import Left, Met
from plong.commands.progress import Progress
from plong.commands.report import Report
from plong.commands.sayings import why

_LAST_WORDS: Final = 2.0
"""Seconds in which what is all but done may end, or a cancelled transfer tell the friend."""

_NO_SPACE: Final = "it cannot be stored here; is there space, and the right to write?"
_SILENCE: Final = 5.0
"""Seconds after which it may be that both sides wait."""


async def receive(options: Options, console: Console) -> int:
    """Take files until the friend leaves; return the exit code. Raise `PlongError`, `Failure`."""
    if not options.directory.is_dir():
        raise Failure("no-folder", f"{options.directory} is no folder; make it first.", USAGE)
    async with keeping_company(options, console.report) as company:
        reception = _Reception(options.directory, company, console.report)
        try:
            await reception.run()
        finally:
            await reception.cancel()
        return reception.conclude()


class _Reception:
    """Saves whatever is offered."""

    def __init__(self, directory: Path, company: Company, report: Report) -> None:
        self._directory = directory
        self._company = company
        self._report = report
        self._saving: dict[asyncio.Task[None], Offer] = {}
        self._saved: set[str] = set()
        self._unfinished: set[tuple[str, int | None]] = set()

    async def run(self) -> None:
        async for happening in self._company.happenings:
            match happening:
                case Met():
                    await self._give_up()
                    self._company.chores.start(self._remark_silence())
                case Offered(offer) if offer.size is None:
                    await self._company.decline(offer, "plong pipe takes streams.")
                case Offered(offer):
                    self._begin(offer)
                case Left():
                    await self._see_off()
                    return

    async def _remark_silence(self) -> None:
        await asyncio.sleep(_SILENCE)
        if not self._saved and not self._unfinished:
            self._report.show("quiet")

    async def cancel(self) -> None:
        """End what is under way; parts stay."""
        for offer in self._saving.values():
            offer.cancel()
        await self._settle()
        await self._give_up()

    def conclude(self) -> int:
        """Return the exit code."""
        if not self._saved and not self._unfinished:
            raise Failure("nothing", "Your friend left without sending anything.")
        return FAILED if self._unfinished else DONE

    async def _see_off(self) -> None:
        await self._settle()
        self._report.show("left")

    async def _settle(self) -> None:
        if self._saving:
            await asyncio.wait(self._saving, timeout=_LAST_WORDS)

    async def _give_up(self) -> None:
        """Drop what nobody will send any more, without a word; parts stay, and are free then."""
        for task in self._saving:
            task.cancel()
        await self._settle()

    def _begin(self, offer: Offer) -> None:
        self._unfinished.add((offer.name, offer.size))
        task = self._company.chores.start(self._save(offer))
        self._saving[task] = offer
        task.add_done_callback(self._saving.pop)

    async def _save(self, offer: Offer) -> None:
        size = offer.size or 0
        self._report.show(
            "started", name=offer.name, size=size, amount=size_text(size), direction="to receive"
        )
        try:
            path = await offer.save(self._directory, Progress(self._report, offer.name, size))
        except PlongError as error:
            sentence = _NO_SPACE if error.code == "no-space" else why(error.code)
            self._report.show("failed", name=offer.name, reason=error.code, sentence=sentence)
        else:
            self._tell(offer, path)

    def _tell(self, offer: Offer, path: Path) -> None:
        self._unfinished.discard((offer.name, offer.size))
        self._saved.add(offer.name)
        line = checksum_line(str(offer.sha256), path)
        self._report.result(
            line, "saved", name=offer.name, path=str(path), size=offer.size, sha256=offer.sha256
        )
