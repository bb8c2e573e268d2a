"""``plong share``: files put where a server gives them to everybody."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from plong.commands.console import SwarmOptions
from plong.commands.copying import Copying
from tests.commands.seat import Desk, desk
from tests.commands.shell import run_lines
from tests.support.holders import id_of


@pytest.fixture
def ann() -> Iterator[Desk]:
    with desk("") as one:
        yield one


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shared").mkdir()
    return tmp_path / "shared"


async def share(ann: Desk, folder: Path, *files: Path) -> list[str]:
    """Share files; return their names in the folder."""
    assert await ann.swarm("share", SwarmOptions(folder=folder), *files) == 0
    return [str((await ann.event("shared"))["name"]) for _ in files]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


async def test_files_are_copied_and_their_hashes_said(
    ann: Desk, folder: Path, tmp_path: Path
) -> None:
    one, other = write(tmp_path / "one", "1"), write(tmp_path / "other", "2")
    assert await share(ann, folder, one, other) == ["one", "other"]
    assert names(folder) == ["one", "other"]
    assert (folder / "one").read_text() == "1"
    assert id_of(b"1") in ann.said


@pytest.mark.usefixtures("folder")
async def test_what_sha256sum_would_say_is_printed(tmp_path: Path) -> None:
    write(tmp_path / "a b.txt", "text")
    script = "plong share 'a b.txt' --dir shared && cd shared && sha256sum 'a b.txt'"
    code, output, _ = await run_lines(script, "", tmp_path)
    lines = output.splitlines()
    assert code == 0
    assert lines[0] == lines[1]


async def test_what_is_there_already_is_only_hashed(ann: Desk, folder: Path) -> None:
    assert await share(ann, folder, write(folder / "here", "1")) == ["here"]
    assert names(folder) == ["here"]


async def test_the_same_file_again_is_the_same(ann: Desk, folder: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "one", "1")
    assert await share(ann, folder, file, file) == ["one", "one"]
    assert names(folder) == ["one"]


async def test_another_file_of_the_name_has_its_hash_in_it(
    ann: Desk, folder: Path, tmp_path: Path
) -> None:
    write(folder / "a.txt", "mine")
    file = write(tmp_path / "a.txt", "other")
    name = f"a-{id_of(b'other')[:8]}.txt"
    assert await share(ann, folder, file, file) == [name, name]
    assert (folder / "a.txt").read_text() == "mine"
    assert (folder / name).read_text() == "other"


async def test_a_link_of_the_name_is_not_written_through(
    ann: Desk, folder: Path, tmp_path: Path
) -> None:
    mine = write(tmp_path / "mine", "mine")
    (folder / "a").symlink_to(mine)
    assert await share(ann, folder, write(tmp_path / "a", "1")) == [f"a-{id_of(b'1')[:8]}"]
    assert mine.read_text() == "mine"


async def test_names_are_made_fit_for_everybody(ann: Desk, folder: Path, tmp_path: Path) -> None:
    """A hidden file would not be shared; and what cannot be seen misleads."""
    hidden = write(tmp_path / ".profile", "1")
    strange = write(tmp_path / "a\x1b[31m\u202eb", "2")
    assert await share(ann, folder, hidden, strange) == ["profile", "a[31mb"]


@pytest.mark.parametrize(("name", "words"), [("missing", "no file"), ("shared", "no plain file")])
async def test_what_is_no_file_is_wrong_usage(
    ann: Desk, folder: Path, tmp_path: Path, name: str, words: str
) -> None:
    file = write(tmp_path / "one", "1")
    code = await ann.swarm("share", SwarmOptions(folder=folder), file, tmp_path / name)
    assert code == 2
    assert words in ann.complaint
    assert names(folder) == []


async def test_without_a_folder_it_says_what_to_set(tmp_path: Path) -> None:
    write(tmp_path / "one", "1")
    for config in (None, "{}", "[", '{"share_dir": ""}', '{"share_dir": 1}', "[1]"):
        if config is not None:
            write(tmp_path / "config.json", config)
        code, _, errors = await run_lines("plong share one", "", tmp_path)
        assert code == 2
        assert "share_dir in config.json" in errors


async def test_the_folder_of_the_configuration_is_used(folder: Path, tmp_path: Path) -> None:
    write(tmp_path / "one", "1")
    write(tmp_path / "config.json", json.dumps({"share_dir": "shared"}))
    assert (await run_lines("plong share one", "", tmp_path))[0] == 0
    assert (folder / "one").read_text() == "1"


async def test_the_environment_goes_before_it(folder: Path, tmp_path: Path) -> None:
    write(tmp_path / "one", "1")
    write(tmp_path / "config.json", json.dumps({"share_dir": "missing"}))
    assert (await run_lines("PLONG_SHARE_DIR=shared plong share one", "", tmp_path))[0] == 0
    assert (folder / "one").read_text() == "1"


async def test_a_folder_that_is_missing_is_wrong_usage(ann: Desk, tmp_path: Path) -> None:
    file = write(tmp_path / "one", "1")
    assert await ann.swarm("share", SwarmOptions(folder=tmp_path / "missing"), file) == 2


def test_whoever_stops_it_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    copying = Copying(folder)
    copying.stop()
    with pytest.raises(asyncio.CancelledError):
        copying.copy(write(tmp_path / "one", "1"))
    assert names(folder) == []
