"""``plong talk``: lines to a friend, lines from a friend."""

from typing import Final

from plong.client import Message, Offered, PlongError, Undelivered
from plong.client.mailbox import Mailbox
from plong.client.wire.control_text import FS
from plong.commands.company import Company, keeping_company
from plong.commands.console import Console, Options
from plong.commands.exits import DONE
from plong.commands.happenings import Left, Met

_MOST_EARLY: Final = 1 << 20
"""Characters and bytes that are kept until it is known who the friend is."""


async def talk(options: Options, console: Console) -> int:
    """Talk until either side ends; return the exit code. Raise `PlongError`."""
    async with keeping_company(options, console.report) as company:
        await _Talk(company, console).run()
    return DONE


class _Talk:
    def __init__(self, company: Company, console: Console) -> None:
        self._company = company
        self._console = console
        self._report = console.report
        self._is_begun = False
        self._has_spoken = False
        """Whether a line was said since the last was known to be lost."""
        self._early: Mailbox[Message] = Mailbox(_MOST_EARLY, lambda message: len(message.payload))
        company.hear = self._hear

    async def run(self) -> None:
        async for happening in self._company.happenings:
            match happening:
                case Met() if not self._is_begun:
                    await self._begin()
                case Undelivered(error) if self._has_spoken:
                    self._has_spoken = False  # greetings too do not reach who is away
                    self._refuse(error)
                case Offered(offer):
                    sentence = "plong receive takes files, plong pipe streams."
                    await self._company.decline(offer, sentence)
                case Left():
                    self._report.show("left")
                    return

    async def _begin(self) -> None:
        self._is_begun = True
        self._early.end(None)
        async for message in self._early:
            self._hear(message)
        self._company.chores.start(self._speak())

    def _hear(self, message: Message) -> None:
        if not self._is_begun:
            self._early.put(message)
        elif message.sender == self._company.friend:
            self._print(message)

    def _print(self, message: Message) -> None:
        if message.text is None:
            self._report.remark(f"Your friend sent {len(message.data)} bytes that are no text.")
            return
        # Among our own lines a friend's could pass for what the program says.
        mark = "Friend: " if self._report.is_read_by_a_person else ""
        for line in message.text.removesuffix("\n").split("\n"):
            self._report.result(mark + line, "message", text=line)

    async def _speak(self) -> None:
        async for line in self._console.stdin.lines():
            await self._say(line)
        self._company.happenings.end()

    async def _say(self, line: str) -> None:
        if line.startswith(FS):
            return self._refuse(PlongError("bad-request", "A line must not begin with FS (\x1c)."))
        self._has_spoken = True
        try:
            if self._company.friend is not None:
                await self._company.friend.send(line)
        except PlongError as error:
            if error.code not in {"bad-request", "too-big", "no-such-peer"}:
                raise
            self._refuse(error)

    def _refuse(self, error: PlongError) -> None:
        self._report.show("undelivered", reason=error.code, sentence=str(error))
