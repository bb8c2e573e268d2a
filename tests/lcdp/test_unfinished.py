"""The file of a download until it is whole."""

import os
from contextlib import closing
from pathlib import Path

import pytest

from plong.lcdp.unfinished import UnfinishedFile
from plong.protocol.lcdp.content.models import Write
from plong.protocol.lcdp.content.part import Part, write_part
from tests.support.holders import content_of, id_of

BLOCK = 4096
FILE = content_of(2000 * BLOCK + 5)
ID = id_of(FILE)


def blocks(*numbers: int) -> list[Write]:
    return [Write(one * BLOCK, FILE[one * BLOCK : (one + 1) * BLOCK]) for one in numbers]


def opened(folder: Path) -> UnfinishedFile:
    file = UnfinishedFile(folder, ID)
    file.open()
    return file


def found(folder: Path) -> Part | None:
    file = UnfinishedFile(folder, ID)
    with closing(file):
        return file.open()


def test_blocks_are_written_where_they_belong_in_any_order(tmp_path: Path) -> None:
    file = opened(tmp_path)
    order = sorted(range(2001), key=lambda one: (one * 7919) % 2003)
    file.store(blocks(*order), None)
    assert file.has_hash(len(FILE))
    assert file.finish([tmp_path / "whole"]).read_bytes() == FILE


def test_what_is_left_is_found_again(tmp_path: Path) -> None:
    file = opened(tmp_path)
    file.store(blocks(0, 1, 5), write_part(ID, len(FILE), [(0, 1), (5, 5)]))
    file.close()
    assert found(tmp_path) == Part(len(FILE), ((0, 1), (5, 5)))


def test_what_is_said_to_be_there_but_is_not_is_passed_over(tmp_path: Path) -> None:
    file = opened(tmp_path)
    file.store(blocks(0), write_part(ID, len(FILE), [(0, 100)]))
    file.close()
    assert found(tmp_path) is None


@pytest.mark.parametrize("text", [b"", b"\xff", b"plong-part 2\n", b"x" * 3_000_000])
def test_a_list_that_nobody_wrote_is_passed_over(tmp_path: Path, text: bytes) -> None:
    (tmp_path / f".{ID}.plong-blocks").write_bytes(text)
    assert found(tmp_path) is None


def test_links_are_not_followed(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_text("mine")
    (tmp_path / f".{ID}.plong-part").symlink_to(mine)
    with pytest.raises(OSError, match="symbolic"):
        UnfinishedFile(tmp_path, ID).open()
    (tmp_path / f".{ID}.plong-part").unlink()
    (tmp_path / f".{ID}.plong-blocks").symlink_to(mine)
    (tmp_path / f".{ID}.plong-blocks-new").symlink_to(mine)
    file = opened(tmp_path)
    file.store(blocks(0), write_part(ID, len(FILE), [(0, 0)]))
    file.close()
    assert mine.read_text() == "mine"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / f".{ID}.plong-part")
    with pytest.raises(OSError, match="plong-part"):
        UnfinishedFile(tmp_path, ID).open()


def test_it_is_cut_to_its_size(tmp_path: Path) -> None:
    """A liar may have said that it is larger."""
    file = opened(tmp_path)
    file.store([Write(0, FILE), Write(len(FILE) + BLOCK, b"too much")], None)
    assert file.has_hash(len(FILE))
    file.close()


def test_another_hash_is_told(tmp_path: Path) -> None:
    file = opened(tmp_path)
    file.store([Write(0, FILE[:-1] + bytes([FILE[-1] ^ 1]))], None)
    assert not file.has_hash(len(FILE))
    file.close()


def test_nothing_is_left_where_nothing_came(tmp_path: Path) -> None:
    opened(tmp_path).close()
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_of_what_is_discarded(tmp_path: Path) -> None:
    file = opened(tmp_path)
    file.store(blocks(0), write_part(ID, len(FILE), [(0, 0)]))
    file.discard()
    assert list(tmp_path.iterdir()) == []
