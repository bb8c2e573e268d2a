"""The files of a folder, for whoever asks for them by their SHA-256."""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from plong.hub.swarm.folder import hash_of, look
from plong.hub.swarm.library import Library
from plong.hub.swarm.open_files import OpenFiles
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
def library(tmp_path: Path) -> Iterator[Library]:
    folder = tmp_path / "shared"
    folder.mkdir()
    library = Library(folder)
    yield library
    library.close()


@pytest.fixture
def folder(tmp_path: Path, library: Library) -> Path:
    del library
    return tmp_path / "shared"


def ask(library: Library, content_id: str = ID, offset: int = 0) -> list[Message]:
    question = PleaseSendContent(content_id, 4096, offset)
    return list(library.answer(question, ALICE, MAX_CONTENT_DATAGRAM))


def listed(library: Library) -> dict[str, int]:
    said = library.answer(PleaseListContent(), ALICE, MAX_CONTENT_DATAGRAM)
    return {
        name: size for one in said if isinstance(one, ContentList) for name, size in one.results
    }


async def test_pieces_of_a_file_are_given(folder: Path, library: Library) -> None:
    (folder / "a").write_bytes(FILE)
    await library.look()
    assert ask(library) == [Content(ID, 0, FILE[:4096], len(FILE))]
    assert ask(library, offset=8192) == [Content(ID, 8192, FILE[8192:], len(FILE))]
    assert ask(library, offset=20_000) == [Content(ID, 20_000, b"", len(FILE))]
    assert ask(library, id_of(b"another")) == []


async def test_no_file_waits_until_a_larger_one_is_hashed(folder: Path, library: Library) -> None:
    for name, size in {"a": 30_000, "b": 10_000, "c": 20_000}.items():
        (folder / name).write_bytes(content_of(size))
    await library.look()
    assert [*listed(library).values()] == [10_000, 20_000, 30_000]


async def test_an_empty_file_is_one(folder: Path, library: Library) -> None:
    (folder / "empty").touch()
    await library.look()
    assert ask(library, id_of(b"")) == [Content(id_of(b""), 0, b"", 0)]
    assert listed(library) == {id_of(b""): 0}


async def test_who_has_not_proved_its_address_gets_less(folder: Path, library: Library) -> None:
    (folder / "a").write_bytes(FILE)
    await library.look()
    [piece] = library.answer(PleaseSendContent(ID, 4096, 0), ALICE, 450)
    assert isinstance(piece, Content)
    assert 0 < len(piece.data) < 100
    assert FILE.startswith(piece.data)


async def test_what_is_not_for_everybody_is_not_shared(folder: Path, library: Library) -> None:
    (folder.parent / "outside").write_text("outside")
    (folder / "link").symlink_to(folder.parent / "outside")
    (folder / "inner link").symlink_to(folder / "a")
    (folder / "a").write_bytes(FILE)
    (folder / ".hidden").write_text("hidden")
    (folder / f"{ID}.plong-part").write_text("part")
    (folder / "below").mkdir()
    (folder / "below" / "b").write_text("below")
    os.mkfifo(folder / "pipe")
    await library.look()
    assert listed(library) == {ID: len(FILE)}


async def test_what_comes_later_is_shared_once_it_rests(folder: Path, library: Library) -> None:
    await library.look()
    (folder / "a").write_bytes(FILE[:5000])
    await library.look()
    (folder / "a").write_bytes(FILE)
    await library.look()
    assert listed(library) == {}
    await library.look()
    assert listed(library) == {ID: len(FILE)}


async def test_what_has_changed_is_not_given(folder: Path, library: Library) -> None:
    (folder / "a").write_bytes(FILE)
    await library.look()
    ask(library)
    (folder / "a").write_bytes(FILE[::-1])
    os.utime(folder / "a", ns=(1, 1))
    assert ask(library) == []
    assert listed(library) == {}
    for _ in range(2):
        await library.look()
    assert listed(library) == {id_of(FILE[::-1]): len(FILE)}


async def test_what_was_replaced_is_not_given(folder: Path, library: Library) -> None:
    (folder / "a").write_bytes(FILE)
    await library.look()
    ask(library)
    (folder / "new").write_bytes(FILE[::-1])
    (folder / "new").replace(folder / "a")
    for _ in range(2):
        await library.look()
    assert ask(library) == []
    assert ask(library, id_of(FILE[::-1])) != []


async def test_what_is_gone_is_not_given(folder: Path, library: Library) -> None:
    (folder / "a").write_bytes(FILE)
    (folder / "b").write_bytes(FILE)
    await library.look()
    (folder / "a").unlink()
    await library.look()
    assert ask(library) != []  # for another has the same bytes
    (folder / "b").unlink()
    await library.look()
    assert ask(library) == []
    assert listed(library) == {}


async def test_who_else_has_it_is_said(tmp_path: Path) -> None:
    library = Library(tmp_path, lambda content_id: [ALICE, BOB] if content_id == ID else [])
    assert ask(library) == [MaybeTheyHaveSome(ID, (BOB,))]
    assert ask(library, id_of(b"another")) == []


async def test_a_folder_that_is_missing_is_said(tmp_path: Path) -> None:
    library = Library(tmp_path / "missing")
    with pytest.raises(FileNotFoundError):
        await library.open()
    (tmp_path / "missing").write_text("a file")
    with pytest.raises(NotADirectoryError):
        await library.open()


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
