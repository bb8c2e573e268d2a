"""``plong get``: files from nodes on loopback."""

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from plong.commands.console import SwarmOptions
from tests.commands.seat import Desk, desk
from tests.commands.shell import run_lines, shell
from tests.support.holders import Mortal, OneFile, content_of, holder, id_of
from tests.support.server import running_server

FILE = content_of(300 * 4096 + 77)
ID = id_of(FILE)


@pytest.fixture
def ann() -> Iterator[Desk]:
    with desk("") as one:
        yield one


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def wanted(output: Path, *sources: object, timeout: float = 60.0) -> SwarmOptions:
    return SwarmOptions(ID, output, tuple(map(str, sources)), home="127.0.0.1:9", timeout=timeout)


async def test_it_fetches_from_all_that_are_named(ann: Desk, tmp_path: Path) -> None:
    first, second = OneFile(FILE), OneFile(FILE)
    with holder(first) as one, holder(second) as other:
        assert await ann.swarm("get", wanted(tmp_path / "film", one, other)) == 0
    saved = await ann.event("saved")
    assert saved["sha256"] == ID
    assert saved["path"] == str(tmp_path / "film")
    assert (tmp_path / "film").read_bytes() == FILE
    assert min(len(first.asked), len(second.asked)) > 1
    assert {"searching", "started", "progress"} <= set(ann.seen)


async def test_from_servers_of_which_one_lies_and_one_dies(ann: Desk, tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "film").write_bytes(FILE)
    providers = [OneFile(content_of(len(FILE), 2), ID), Mortal(FILE, 60)]
    settings = {"mode": "u", "udp_host": "127.0.0.1", "udp_port": 0}
    with ExitStack() as stack:
        holders = [stack.enter_context(holder(provider)) for provider in providers]
        async with running_server(**settings, share_dir=str(tmp_path / "shared")) as server:
            assert server.swarm is not None
            sources = (*holders, f"localhost:{server.swarm.port}")
            code = await ann.swarm("get", wanted(tmp_path / "film", *sources))
    assert code == 0, ann.complaint
    assert (tmp_path / "film").read_bytes() == FILE


async def test_what_is_there_and_right_is_not_fetched(ann: Desk, tmp_path: Path) -> None:
    (tmp_path / ID).write_bytes(FILE)
    assert await ann.swarm("get", wanted(tmp_path)) == 0
    assert (await ann.event("saved"))["path"] == str(tmp_path / ID)
    assert "searching" not in ann.seen


async def test_what_has_its_name_stays(ann: Desk, tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_text("mine")
    with holder(OneFile(FILE)) as one:
        assert await ann.swarm("get", wanted(tmp_path / "film.mp4", one)) == 0
    assert (await ann.event("saved"))["path"] == str(tmp_path / "film (2).mp4")
    assert (tmp_path / "film.mp4").read_text() == "mine"


async def test_nobody_has_it(ann: Desk, tmp_path: Path) -> None:
    with holder(OneFile(b"another")) as one:
        assert await ann.swarm("get", wanted(tmp_path / "film", one, timeout=0.2)) == 1
    assert "None of the nodes that answered has this file" in ann.complaint
    assert names(tmp_path) == []


async def test_nobody_answers(ann: Desk, tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{deaf.getsockname()[1]}"
        assert await ann.swarm("get", wanted(tmp_path / "film", place, timeout=0.2)) == 1
    assert "No node of LCDP answers" in ann.complaint


async def test_what_is_no_plain_file_is_not_written_over(ann: Desk, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert await ann.swarm("get", wanted(tmp_path / "pipe")) == 2
    assert "is no plain file" in ann.complaint


async def test_who_gives_no_more_is_told_of_what_is_there(ann: Desk, tmp_path: Path) -> None:
    with holder(Mortal(FILE, 60)) as one:
        assert await ann.swarm("get", wanted(tmp_path / "film", one, timeout=1.0)) == 1
    assert "the same command goes on from there" in ann.complaint
    with holder(OneFile(FILE)) as one:
        assert await ann.swarm("get", wanted(tmp_path / "film", one)) == 0
    assert names(tmp_path) == ["film"]


async def test_ctrl_c_keeps_what_is_there(tmp_path: Path) -> None:
    """And says so; the same command goes on."""
    mortal = Mortal(FILE, 100)
    with holder(mortal) as one:
        arguments = ("get", ID, "--from", str(one), "--json")
        async with shell(*arguments, server="", folder=tmp_path) as command:
            await command.event("progress", bytes=4096)
            assert await command.stop(signal.SIGINT) == 130
    assert names(tmp_path) == [f".{ID}.plong-blocks", f".{ID}.plong-part"]
    with holder(OneFile(FILE)) as one:
        code, output, _ = await run_lines(f"plong get {ID} --from {one}", "", tmp_path)
    assert (code, output) == (0, f"{ID}  {ID}\n")
    assert names(tmp_path) == [ID]


@pytest.mark.parametrize("place", ["127.0.0.1:0", "a@b:1", "", "x/y", "[::1", "127.0.0.1:99999"])
async def test_an_address_that_is_none_is_wrong_usage(
    ann: Desk, tmp_path: Path, place: str
) -> None:
    assert await ann.swarm("get", wanted(tmp_path / "film", place)) == 2
    assert "is no address" in ann.complaint


async def test_a_folder_that_is_missing_is_wrong_usage(ann: Desk, tmp_path: Path) -> None:
    assert await ann.swarm("get", wanted(tmp_path / "missing" / "film")) == 2


async def test_two_at_once_do_not_write_to_one_file(ann: Desk, tmp_path: Path) -> None:
    with holder(Mortal(FILE, 60)) as one, desk("") as other:
        first = ann.swarm("get", wanted(tmp_path / "film", one))
        await ann.event("progress")
        assert await other.swarm("get", wanted(tmp_path / "film", one)) == 1
        assert "Another plong get" in other.complaint
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first


async def test_a_wrong_hash_is_wrong_usage(tmp_path: Path) -> None:
    code, _, errors = await run_lines("plong get 12345", "", tmp_path)
    assert code == 2
    assert "'12345' is no SHA-256; give 64 hexadecimal digits" in errors


async def test_strange_names_are_shown_safely(tmp_path: Path) -> None:
    name = "a\x1b[31m\nb"
    with holder(OneFile(FILE)) as one:
        script = f"plong get {ID} --from {one} -o $'a\\x1b[31m\\nb'"
        code, output, errors = await run_lines(script, "", tmp_path)
    assert code == 0
    assert "\x1b" not in output + errors
    assert (tmp_path / name).read_bytes() == FILE


async def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "cryptography.py").write_text("raise ModuleNotFoundError(name='cryptography')")
    script = f'PYTHONPATH="{tmp_path}:$PYTHONPATH" plong get {ID}'
    code, _, errors = await run_lines(script, "", tmp_path)
    assert code == 1
    assert "pip install '.[lcdp]'" in errors
