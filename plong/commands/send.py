"""``plong send``: files to a friend."""

import asyncio
import shlex
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from plong.client import Offered, Peer, PlongError, Transfer
from plong.client.wire.address import read_address
from plong.commands.amounts import size_text
from plong.commands.checksums import checksum_line
from plong.commands.company import Company, keeping_company
from plong.commands.console import Console, Options
from plong.commands.exits import DONE, FAILED, Failure
from plong.commands.happenings import Left, Met
from plong.commands.passphrases import deal_passphrase, to_fragment
from plong.commands.progress import Progress
from plong.commands.readable import check_readable
from plong.commands.report import Report
from plong.commands.sayings import is_reason, why
from plong.commands.usage import DEFAULT_SERVER

_LAST_WORDS: Final = 2.0
"""Seconds in which a cancelled transfer may tell the friend."""


async def send(options: Options, console: Console) -> int:
    """Send all files; return the exit code. Raise `PlongError`, `Failure`."""
    check_readable(options.files)
    if not options.passphrase:
        options = replace(options, passphrase=deal_passphrase())
    _invite(options, console.report)
    async with keeping_company(options, console.report) as company:
        delivery = _Delivery(options.files, company, console.report)
        try:
            return await delivery.run()
        finally:
            await delivery.cancel()


def _invite(options: Options, report: Report) -> None:
    words = to_fragment(options.passphrase)
    server = [] if options.server == DEFAULT_SERVER else ["--server", options.server]
    command = shlex.join(["plong", "receive", words, *server])
    link = f"{read_address(options.server).http}/#{words}"
    report.show("passphrase", passphrase=options.passphrase, command=command, link=link)


class _Delivery:
    """One file after another; begun again with each new friend, who may have parts already."""

    def __init__(self, files: Sequence[Path], company: Company, report: Report) -> None:
        self._left = deque(files)
        self._company = company
        self._report = report
        self._exit_code = DONE
        self._task: asyncio.Task[None] | None = None
        self._transfer: Transfer | None = None

    async def run(self) -> int:
        async for happening in self._company.happenings:
            match happening:
                case Met(friend):
                    self._begin(friend)
                case Offered(offer):
                    sentence = "this side sends; if both do, one has to run plong receive."
                    await self._company.decline(offer, sentence)
                case Left():
                    raise Failure("left", "Your friend left before everything had arrived.")
        return self._exit_code

    async def cancel(self) -> None:
        """Take back what is under way, and begin nothing more."""
        while len(self._left) > 1:
            self._left.pop()
        if self._transfer is not None:
            self._transfer.cancel()
            with suppress(PlongError, TimeoutError):
                await asyncio.wait_for(self._wait_for(self._transfer), _LAST_WORDS)

    def _begin(self, friend: Peer) -> None:
        if self._task is not None:
            self._task.cancel()
        if self._transfer is not None:
            self._transfer.abandon()
        self._task = self._company.chores.start(self._deliver(friend))

    async def _deliver(self, friend: Peer) -> None:
        while self._left:
            await self._send(friend, self._left[0])
            self._left.popleft()
        self._company.happenings.end()

    async def _send(self, friend: Peer, path: Path) -> None:
        try:
            self._transfer = self._offer(friend, path)
            await self._transfer
        except OSError as error:
            self._fail(path, "changed", f"it cannot be read: {error.strerror}.")
        except PlongError as error:
            if not is_reason(error.code):
                raise
            self._fail(path, error.code, why(error.code))
        else:
            self._tell(path, self._transfer)
        self._transfer = None

    def _offer(self, friend: Peer, path: Path) -> Transfer:
        size = path.stat().st_size
        self._report.show(
            "started", name=path.name, size=size, amount=size_text(size), direction="to send"
        )
        return friend.send_file(path, Progress(self._report, path.name, size))

    def _fail(self, path: Path, reason: str, sentence: str) -> None:
        self._exit_code = FAILED
        self._report.show("failed", name=path.name, reason=reason, sentence=sentence)

    def _tell(self, path: Path, transfer: Transfer) -> None:
        sha256, size = transfer.sha256, transfer.size
        line = checksum_line(str(sha256), path)
        self._report.result(line, "sent", path=str(path), size=size, sha256=sha256)

    async def _wait_for(self, transfer: Transfer) -> None:
        await transfer
