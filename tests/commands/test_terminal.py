"""Commands on a terminal: a bar, and nothing that a stranger could do to it."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from plong.client import Bye, connect
from tests.commands.shell import PATIENCE, PLONG, environ, shell
from tests.support.server import Server, running_server

WORDS = "blue tiger sky"


class Screen:
    """What a process writes to its terminal, all streams alike."""

    def __init__(self, controller: int, process: asyncio.subprocess.Process) -> None:
        self._controller = controller
        self.process = process
        self.text = ""
        self.is_hung_up = False

    async def shows(self, text: str) -> None:
        """Wait until this was written."""
        async with asyncio.timeout(PATIENCE):
            while text not in self.text:
                block = await asyncio.to_thread(os.read, self._controller, 65536)
                self.text += block.decode()

    def hang_up(self) -> None:
        """Close the terminal, as its window would."""
        self.is_hung_up = True
        os.close(self._controller)
        self.process.send_signal(signal.SIGHUP)  # which the system sends who leads the session

    def types(self, text: str) -> None:
        os.write(self._controller, text.encode())


@asynccontextmanager
async def screen(*arguments: str, server: str, folder: Path) -> AsyncIterator[Screen]:
    controller, terminal = os.openpty()
    process = await asyncio.create_subprocess_exec(
        *(*PLONG, *arguments),
        cwd=folder,
        env={**environ(server), "COLUMNS": "100", "LINES": "30"},
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )
    one = Screen(controller, process)
    try:
        yield one
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        if not one.is_hung_up:
            os.close(controller)
        os.close(terminal)


async def test_a_bar_is_drawn(tmp_path: Path) -> None:
    (tmp_path / "big.bin").write_bytes(bytes(60_000_000))
    (tmp_path / "inbox").mkdir()
    async with (
        running_server(bytes_per_second=20_000_000) as server,
        screen("send", "big.bin", "--passphrase", WORDS, server=server.url, folder=tmp_path) as ann,
        shell("receive", WORDS, "-o", "inbox", server=server.url, folder=tmp_path) as ben,
    ):
        await ann.shows("MB/s, ")
        assert "\r\x1b[Kbig.bin [" in ann.text
        assert "#." in ann.text
        await ann.shows("  big.bin")
        assert await ann.process.wait() == 0
        assert await ben.exit_code() == 0


async def test_a_terminal_that_is_closed_ends_it_with_a_bye(server: Server, tmp_path: Path) -> None:
    async with (
        connect(server.url) as me,
        screen("talk", WORDS, server=server.url, folder=tmp_path) as ann,
    ):
        events = me.events()
        await me.meet(WORDS)
        await ann.shows("Linked")
        ann.hang_up()
        async with asyncio.timeout(PATIENCE):
            while not isinstance(await anext(events), Bye):
                pass
            # Which it sees first is chance: the end of what is typed, or the signal, perhaps late.
            assert await ann.process.wait() in {0, 129, -signal.SIGHUP}


HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egpj.exe\rYour friend has left.\x00\x1c"


async def test_a_hostile_friend_controls_no_terminal(server: Server, tmp_path: Path) -> None:
    async with (
        screen("talk", WORDS, server=server.url, folder=tmp_path) as ann,
        connect(server.url) as me,
    ):
        friend = await me.meet(WORDS)
        await ann.shows("Linked")
        await friend.send(f"begin{HOSTILE}\nend\n")
        await ann.shows("end\r\n")
        said = ann.text.partition("Friend: begin")[2]
        shown = r"\x1b]0;owned\x07\x1b[2J\x9b31m\u202egpj.exe\x0dYour friend has left.\x00\x1c"
        assert said == f"{shown}\r\nFriend: end\r\n"
        ann.types("bye\n\x04")
        assert (await anext(aiter(me))).text == "bye"
        assert await ann.process.wait() == 0
