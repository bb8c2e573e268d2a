"""The page in Chromium and the commands in a shell, with one another."""

import os
from pathlib import Path

import pytest

from tests.browser.person import Person, hash_of
from tests.commands.seat import Desk, desk
from tests.commands.shell import shell
from tests.support.server import Server

pytestmark = pytest.mark.browser

WORDS = "blue tiger sky"
SIZE = 20_000_000


async def test_a_file_from_the_shell_arrives_in_the_browser(
    ann: Person, server: Server, tmp_path: Path
) -> None:
    body = os.urandom(SIZE)
    (tmp_path / "from shell.bin").write_bytes(body)
    arguments = ("send", "from shell.bin", "--json")
    async with shell(*arguments, server=server.url, folder=tmp_path) as sender:
        link = (await sender.event("passphrase"))["link"]
        await sender.event("waiting")
        await ann.page.goto(link)
        assert read(await ann.accepts("from shell.bin")) == body
        assert (await sender.event("sent"))["sha256"] == hash_of(body)
        assert await sender.exit_code() == 0
        await ann.reads_card("from shell.bin", f"Checked by SHA-256 {hash_of(body)}")
        await ann.reads_status("Friend left")


async def test_a_file_from_the_browser_arrives_in_the_shell(
    ann: Person, server: Server, tmp_path: Path
) -> None:
    body = os.urandom(SIZE)
    (tmp_path / "from page.bin").write_bytes(body)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    await ann.open()
    await ann.meet(WORDS)
    await ann.reads_status("Waiting")
    arguments = ("receive", "blue-tiger-sky", "-o", inbox, "--json")
    async with shell(*arguments, server=server.url, folder=tmp_path) as receiver:
        await ann.is_linked()
        await ann.offers(tmp_path / "from page.bin")
        assert (await receiver.event("saved"))["sha256"] == hash_of(body)
        await ann.reads_card("from page.bin", f"Checked by SHA-256 {hash_of(body)}")
        assert read(inbox / "from page.bin") == body
        await ann.leaves()
        assert await receiver.exit_code() == 0


async def test_the_page_talks_with_the_shell(ann: Person, server: Server) -> None:
    with desk(server.url) as ben:
        talk = ben.run("talk", WORDS)
        await ben.event("waiting")
        await ann.open("blue-tiger-sky")
        await ann.is_linked()
        await say(ann, ben)
        await ann.leaves()
        assert await talk == 0


async def say(ann: Person, ben: Desk) -> None:
    await ann.says("Hello <b>shell</b>")
    assert (await ben.event("message"))["text"] == "Hello <b>shell</b>"
    await ben.types("Hello <b>page</b>\n")
    await ann.hears("Hello <b>page</b>")


async def test_the_page_declines_a_file_and_the_command_says_so(
    ann: Person, server: Server, tmp_path: Path
) -> None:
    (tmp_path / "a.bin").write_bytes(b"hello")
    arguments = ("send", "a.bin", "--passphrase", WORDS, "--json")
    async with shell(*arguments, server=server.url, folder=tmp_path) as sender:
        await ann.open("blue-tiger-sky")
        await ann.presses("Decline", "a.bin")
        assert (await sender.event("failed"))["reason"] == "declined"
        assert await sender.exit_code() == 1


async def test_a_sender_who_was_killed_comes_back_to_the_page(
    ann: Person, server: Server, tmp_path: Path
) -> None:
    (tmp_path / "a.bin").write_bytes(b"hello")
    arguments = ("send", "a.bin", "--passphrase", WORDS, "--json")
    await ann.open()
    await ann.meet(WORDS)
    await ann.reads_status("Waiting")
    async with shell(*arguments, server=server.url, folder=tmp_path) as first:
        await ann.sees("a.bin")
        await first.kill()
        await ann.reads_status("Friend away")
    async with shell(*arguments, server=server.url, folder=tmp_path) as second:
        await ann.is_linked()
        assert read(await ann.accepts("a.bin")) == b"hello"
        assert await second.exit_code() == 0


def read(path: Path) -> bytes:
    return path.read_bytes()
