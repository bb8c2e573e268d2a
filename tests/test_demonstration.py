"""README's demonstration of PING: its lines, in a shell, between two servers of their own."""

import asyncio
import json
import re
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

import plong
from tests.support.process import ServerProcess, server_process

README = Path(plong.__file__).parents[1] / "README.md"


def read_lines() -> Sequence[str]:
    """Return the commands of the demonstration, without its comments."""
    text = README.read_text(encoding="utf-8").partition("## Leave word")[2]
    block = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)[1]
    commands = re.split(r"^#.*\n", block, flags=re.MULTILINE)
    return [command.strip() for command in commands if command.strip()]


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[tuple[ServerProcess, ServerProcess]]:
    """A sender and a receiver, with nothing but mode and port set."""
    folders = [tmp_path / "sender", tmp_path / "receiver"]
    for folder in folders:
        folder.mkdir()
    async with (
        server_process(folders[0], mode="p") as sender,
        server_process(folders[1], mode="p") as receiver,
    ):
        yield sender, receiver


class Shell:
    """Runs lines with the ports of these servers in the place of README's."""

    def __init__(self, pair: tuple[ServerProcess, ServerProcess]) -> None:
        sender, receiver = pair
        self._places = {"5000": str(sender.port), "5001": str(receiver.port)}

    def remember(self, ping_id: str) -> None:
        self._places["<uuid>"] = ping_id

    async def run(self, line: str) -> str:
        words = re.compile("|".join(map(re.escape, self._places)))
        line = words.sub(lambda match: self._places[match[0]], line)
        line = line.replace("curl ", "curl --silent --show-error --noproxy '*' ")
        shell = await asyncio.create_subprocess_exec("bash", "-c", line, stdout=PIPE, stderr=PIPE)
        said, errors = await asyncio.wait_for(shell.communicate(), 20)
        assert not errors, errors
        return said.decode()


async def inbox(shell: Shell, line: str) -> list[dict[str, Any]]:
    """Return the inbox, when something is in it."""
    async with asyncio.timeout(10):
        while not (waiting := json.loads(await shell.run(line))):
            pass
    found: list[dict[str, Any]] = waiting
    return found


async def status_of(server: ServerProcess, ping_id: str) -> int:
    return (await server.http.get(f"/outbox/{ping_id}")).status_code


async def test_content_goes_from_server_to_server(
    pair: tuple[ServerProcess, ServerProcess],
) -> None:
    send, look, pull, _ = read_lines()
    shell = Shell(pair)
    sent = json.loads(await shell.run(send))
    assert sent["state"] == "PING_EXISTS"
    [waiting] = await inbox(shell, look)
    assert (waiting["ping_id"], waiting["state"]) == (sent["ping_id"], "PING_RECEIVED")
    shell.remember(sent["ping_id"])
    assert json.loads(await shell.run(pull))["content"] == "What inspires your writing?"
    assert await status_of(pair[0], sent["ping_id"]) == httpx.codes.GONE
    assert json.loads(await shell.run(look)) == []


async def test_what_is_ignored_is_not_heard_of_again(
    pair: tuple[ServerProcess, ServerProcess],
) -> None:
    send, look, pull, ignore = read_lines()
    shell = Shell(pair)
    ping_id = json.loads(await shell.run(send))["ping_id"]
    await inbox(shell, look)
    shell.remember(ping_id)
    assert await shell.run(ignore) == ""
    assert json.loads(await shell.run(look)) == []
    assert json.loads(await shell.run(pull))["code"] == "no-such-ping"
    assert await status_of(pair[0], ping_id) == httpx.codes.OK
