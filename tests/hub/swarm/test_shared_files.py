"""The files of a folder, for whoever asks for them by their SHA-256."""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from plong.hub.swarm.folder import hash_of, look
from plong.hub.swarm.open_files import OpenFiles
from plong.hub.swarm.shared_files import SharedFiles
from plong.protocol.lcdp.models import (
    Content,
    ContentList,
    Endpoint,
    MaybeTheyHaveSome,
    Message,
    PleaseListContent,
    PleaseSendContent,
)
from plong.protocol.lcdp.packing import MAX_CONTENT_DATAGRAM
from tests.support.holders import content_of, id_of

ALICE = Endpoint("192.0.2.1", 24254)
BOB = Endpoint("192.0.2.2", 24254)
FILE = content_of(10_000)
ID = id_of(FILE)


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[SharedFiles]:
    folder = tmp_path / "shared"
    folder.mkdir()
    shared = SharedFiles(folder)
    yield shared
    shared.close()


@pytest.fixture
def folder(tmp_path: Path, shared: SharedFiles) -> Path:
    del shared
    return tmp_path / "shared"


def ask(shared: SharedFiles, content_id: str = ID, offset: int = 0) -> list[Message]:
    question = PleaseSendContent(content_id, 4096, offset)
    return list(shared.answer(question, ALICE, MAX_CONTENT_DATAGRAM))


def listed(shared: SharedFiles) -> dict[str, int]:
    said = shared.answer(PleaseListContent(), ALICE, MAX_CONTENT_DATAGRAM)
    return {
        name: size for one in said if isinstance(one, ContentList) for name, size in one.results
    }


async def test_pieces_of_a_file_are_given(folder: Path, shared: SharedFiles) -> None:
    (folder / "a").write_bytes(FILE)
    await shared.look()
    assert ask(shared) == [Content(ID, 0, FILE[:4096], len(FILE))]
    assert ask(shared, offset=8192) == [Content(ID, 8192, FILE[8192:], len(FILE))]
    assert ask(shared, offset=20_000) == [Content(ID, 20_000, b"", len(FILE))]
    assert ask(shared, id_of(b"another")) == []


async def test_none_waits_until_a_larger_one_is_hashed(folder: Path, shared: SharedFiles) -> None:
    for name, size in {"a": 30_000, "b": 10_000, "c": 20_000}.items():
        (folder / name).write_bytes(content_of(size))
    await shared.look()
    assert [*listed(shared).values()] == [10_000, 20_000, 30_000]


async def test_an_empty_file_is_one(folder: Path, shared: SharedFiles) -> None:
    (folder / "empty").touch()
    await shared.look()
    assert ask(shared, id_of(b"")) == [Content(id_of(b""), 0, b"", 0)]
    assert listed(shared) == {id_of(b""): 0}


async def test_who_has_not_proved_its_address_gets_less(folder: Path, shared: SharedFiles) -> None:
    (folder / "a").write_bytes(FILE)
    await shared.look()
    [piece] = shared.answer(PleaseSendContent(ID, 4096, 0), ALICE, 450)
    assert isinstance(piece, Content)
    assert 0 < len(piece.data) < 100
    assert FILE.startswith(piece.data)


async def test_what_is_not_for_everybody_is_not_shared(folder: Path, shared: SharedFiles) -> None:
    (folder.parent / "outside").write_text("outside")
    (folder / "link").symlink_to(folder.parent / "outside")
    (folder / "inner link").symlink_to(folder / "a")
    (folder / "a").write_bytes(FILE)
    (folder / ".hidden").write_text("hidden")
    (folder / f"{ID}.plong-part").write_text("part")
    (folder / "below").mkdir()
    (folder / "below" / "b").write_text("below")
    os.mkfifo(folder / "pipe")
    await shared.look()
    assert listed(shared) == {ID: len(FILE)}


async def test_what_comes_later_is_shared_once_it_rests(folder: Path, shared: SharedFiles) -> None:
    await shared.look()
    (folder / "a").write_bytes(FILE[:5000])
    await shared.look()
    (folder / "a").write_bytes(FILE)
    await shared.look()
    assert listed(shared) == {}
    await shared.look()
    assert listed(shared) == {ID: len(FILE)}


async def test_what_has_changed_is_not_given(folder: Path, shared: SharedFiles) -> None:
    (folder / "a").write_bytes(FILE)
    await shared.look()
    ask(shared)
    (folder / "a").write_bytes(FILE[::-1])
    os.utime(folder / "a", ns=(1, 1))
    assert ask(shared) == []
    assert listed(shared) == {}
    for _ in range(2):
        await shared.look()
    assert listed(shared) == {id_of(FILE[::-1]): len(FILE)}


async def test_what_was_replaced_is_not_given(folder: Path, shared: SharedFiles) -> None:
    (folder / "a").write_bytes(FILE)
    await shared.look()
    ask(shared)
    (folder / "new").write_bytes(FILE[::-1])
    (folder / "new").replace(folder / "a")
    for _ in range(2):
        await shared.look()
    assert ask(shared) == []
    assert ask(shared, id_of(FILE[::-1])) != []


async def test_what_was_moved_away_is_not_given_through_a_link(
    folder: Path, shared: SharedFiles, tmp_path: Path
) -> None:
    """Though it is the same file: the owner has taken it out of the folder."""
    (folder / "film").write_bytes(FILE)
    await shared.look()
    (folder / "film").rename(tmp_path / "film")
    (folder / "film").symlink_to(tmp_path / "film")
    assert ask(shared) == []


async def test_what_is_gone_is_not_given(folder: Path, shared: SharedFiles) -> None:
    (folder / "a").write_bytes(FILE)
    (folder / "b").write_bytes(FILE)
    await shared.look()
    (folder / "a").unlink()
    await shared.look()
    assert ask(shared) != []  # for another has the same bytes
    (folder / "b").unlink()
    await shared.look()
    assert ask(shared) == []
    assert listed(shared) == {}


async def test_who_else_has_it_is_said(tmp_path: Path) -> None:
    """Who has asked for it before."""
    shared = SharedFiles(tmp_path, lambda _: True)
    question = PleaseSendContent(ID, 4096, 0)
    assert shared.answer(question, BOB, MAX_CONTENT_DATAGRAM) == ()
    assert ask(shared) == ask(shared) == [MaybeTheyHaveSome(ID, (BOB,))]
    assert ask(shared, id_of(b"another")) == []


async def test_a_folder_that_is_missing_is_said(tmp_path: Path) -> None:
    shared = SharedFiles(tmp_path / "missing")
    with pytest.raises(FileNotFoundError):
        await shared.open()
    (tmp_path / "missing").write_text("a file")
    with pytest.raises(NotADirectoryError):
        await shared.open()


def test_what_changes_while_it_is_hashed_has_no_hash(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(FILE)
    stamp = look(tmp_path)["a"]
    assert hash_of(tmp_path / "a", stamp, Event()) == ID
    (tmp_path / "a").write_bytes(FILE[:-1])
    assert hash_of(tmp_path / "a", stamp, Event()) is None


def test_whoever_ends_does_not_wait_for_a_hash(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(FILE)
    stopped = Event()
    stopped.set()
    assert hash_of(tmp_path / "a", look(tmp_path)["a"], stopped) is None


def open_files() -> int:
    return len([*Path("/proc/self/fd").iterdir()])


def test_few_files_are_open_at_once(tmp_path: Path) -> None:
    for name in "abcdef":
        (tmp_path / name).write_text(name)
    files = OpenFiles(most=2)
    before = open_files()
    for name, stamp in look(tmp_path).items():
        assert files.read(tmp_path / name, stamp, 0, 1) == name.encode()
    assert open_files() == before + 2
    files.close()
    assert open_files() == before
