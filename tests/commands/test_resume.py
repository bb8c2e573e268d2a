"""What was interrupted goes on: whoever was killed, no byte that has arrived is sent again."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.commands.shell import Shell, shell
from tests.commands.toll import toll_road
from tests.support.phoenix import Phoenix, risen_phoenix

WORDS = "blue-tiger-sky"
SIZE = 100_000_000
HALF = 40_000_000
SLACK = 2_000_000
"""Bytes beside the file's: heads, greetings, and what was not yet counted as stored."""


@pytest.fixture
async def phoenix(tmp_path: Path) -> AsyncIterator[Phoenix]:
    """A server that is slow enough to be killed in the middle, and frees passphrases soon."""
    settings = {"bytes_per_second": 25_000_000, "identity_timeout": 3, "passphrase_tries": 1000}
    async with risen_phoenix(tmp_path, **settings) as phoenix:
        yield phoenix


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "big.bin"
    path.write_bytes(hashlib.shake_128(b"big").digest(SIZE))
    return path


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


SEND = ("send", "big.bin", "--passphrase", WORDS, "--json")
RECEIVE = ("receive", WORDS, "-o", "inbox", "--json")


async def assert_all_arrived(sender: Shell, receiver: Shell, inbox: Path, file: Path) -> None:
    saved = await receiver.event("saved")
    assert await sender.exit_code() == 0
    assert await receiver.exit_code() == 0
    assert_equal(file, inbox, saved["sha256"])


def assert_equal(file: Path, inbox: Path, sha256: str) -> None:
    body = file.read_bytes()
    assert sha256 == hashlib.sha256(body).hexdigest()
    assert (inbox / file.name).read_bytes() == body
    assert [path.name for path in inbox.iterdir()] == [file.name]


async def try_half(
    arguments: tuple[str, ...], phoenix: Phoenix, folder: Path, *, watched_by: Shell
) -> None:
    """Let a command run until half has arrived, as the other side sees it, and kill it."""
    async with shell(*arguments, server=phoenix.url, folder=folder) as first:
        await watched_by.event("progress", bytes=HALF)
        await first.kill()
    await watched_by.event("gone")


async def test_a_sender_who_was_killed_sends_the_rest(
    phoenix: Phoenix, tmp_path: Path, file: Path, inbox: Path
) -> None:
    async with (
        toll_road(phoenix.url) as (way, toll),
        shell(*RECEIVE, server=phoenix.url, folder=tmp_path) as receiver,
    ):
        await try_half(SEND, phoenix, tmp_path, watched_by=receiver)
        async with shell(*SEND, server=way, folder=tmp_path) as second:
            stored = (await receiver.event("progress"))["bytes"]
            await assert_all_arrived(second, receiver, inbox, file)
        assert stored >= HALF
        assert SIZE - stored <= toll.paid <= SIZE - stored + SLACK


async def test_a_receiver_who_was_killed_gets_the_rest(
    phoenix: Phoenix, tmp_path: Path, file: Path, inbox: Path
) -> None:
    async with (
        toll_road(phoenix.url) as (way, toll),
        shell(*SEND, server=way, folder=tmp_path) as sender,
    ):
        await try_half(RECEIVE, phoenix, tmp_path, watched_by=sender)
        async with shell(*RECEIVE, server=phoenix.url, folder=tmp_path) as second:
            assert (await second.event("progress"))["bytes"] >= HALF
            await assert_all_arrived(sender, second, inbox, file)
        window = 4 << 20  # what was on the way then is lost
        assert SIZE <= toll.paid <= SIZE + 2 * window + SLACK


async def test_when_both_were_killed_the_rest_is_sent(
    phoenix: Phoenix, tmp_path: Path, file: Path, inbox: Path
) -> None:
    async with (
        shell(*SEND, server=phoenix.url, folder=tmp_path) as sender,
        shell(*RECEIVE, server=phoenix.url, folder=tmp_path) as receiver,
    ):
        await receiver.event("progress", bytes=HALF)
        await sender.kill()
        await receiver.kill()
    async with (
        toll_road(phoenix.url) as (way, toll),
        shell(*SEND, server=way, folder=tmp_path) as sender,
        shell(*RECEIVE, server=phoenix.url, folder=tmp_path) as receiver,
    ):
        assert (stored := (await receiver.event("progress"))["bytes"]) >= HALF
        await assert_all_arrived(sender, receiver, inbox, file)
        assert toll.paid <= SIZE - stored + SLACK


async def test_when_the_server_was_killed_it_goes_on_behind_it(
    phoenix: Phoenix, tmp_path: Path, file: Path, inbox: Path
) -> None:
    async with (
        shell(*SEND, server=phoenix.url, folder=tmp_path) as sender,
        shell(*RECEIVE, server=phoenix.url, folder=tmp_path) as receiver,
    ):
        await receiver.event("progress", bytes=HALF)
        await phoenix.kill()
        for side in (sender, receiver):
            await side.event("disconnected")
        await phoenix.rise()
        await assert_all_arrived(sender, receiver, inbox, file)
