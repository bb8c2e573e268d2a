"""One file from several nodes, over sockets, into a folder."""

import asyncio
import errno
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from plong.lcdp.download import Download, NobodyHasIt, WrongHash
from plong.lcdp.unfinished import UnfinishedFile
from plong.protocol.lcdp.content.models import Progress
from plong.protocol.lcdp.content.part import read_part
from plong.protocol.lcdp.models import Endpoint, MaybeTheyHaveSome, Message
from plong.protocol.lcdp.provider import ContentProvider, ContentQuestion
from tests.support.holders import NEAR, Mortal, OneFile, content_of, holder, id_of, make_node

BLOCK = 4096
FILE = content_of(300 * BLOCK + 77)
ID = id_of(FILE)


class Fetching:
    """A download into a folder."""

    def __init__(self, folder: Path, content_id: str = ID) -> None:
        self.file = UnfinishedFile(folder, content_id)
        self.told: list[Progress] = []
        self.download = Download(content_id, self.file, time.monotonic, NEAR)
        self._folder = folder
        self._id = content_id

    async def run(self, *holders: Endpoint, patience: float = 20.0) -> Path:
        """Return the whole file."""
        await self._run(holders, patience, self.told.append)
        return self.file.finish([self._folder / "whole"])

    async def run_until(self, stored: int, *holders: Endpoint) -> None:
        """Stop when so many bytes are stored."""
        enough = asyncio.Event()

        def tell(progress: Progress) -> None:
            if progress.stored >= stored:
                enough.set()

        task = asyncio.create_task(self._run(holders, 20.0, tell))
        await enough.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    async def _run(
        self, holders: tuple[Endpoint, ...], patience: float, tell: Callable[[Progress], object]
    ) -> None:
        async with asyncio.timeout(30):
            await self.download.run(make_node(None), "127.0.0.1", holders, patience, tell)

    @property
    def left(self) -> str:
        """What is said of the blocks that are there."""
        return (self._folder / f".{self._id}.plong-blocks").read_text()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


async def test_a_file_comes_from_one_node(tmp_path: Path) -> None:
    fetching = Fetching(tmp_path)
    with holder(OneFile(FILE)) as one:
        assert (await fetching.run(one)).read_bytes() == FILE
    assert names(tmp_path) == {"whole"}
    assert fetching.told[-1].stored == fetching.told[-1].size == len(FILE)


async def test_three_give_of_whom_one_lies_and_one_dies(tmp_path: Path) -> None:
    lies = OneFile(content_of(len(FILE), seed=2), ID)
    honest, mortal = OneFile(FILE), Mortal(FILE, 60)
    with ExitStack() as stack:
        holders = [stack.enter_context(holder(provider)) for provider in (lies, honest, mortal)]
        fetching = Fetching(tmp_path)
        assert (await fetching.run(*holders)).read_bytes() == FILE
    assert all(provider.asked for provider in (lies, honest, mortal))
    assert fetching.told[-1].tries >= 1


async def test_it_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    first, second = OneFile(FILE), OneFile(FILE)
    with holder(first) as one:
        stopped = Fetching(tmp_path)
        await stopped.run_until(100 * BLOCK, one)
    part = read_part(stopped.left, ID, len(FILE))
    assert part is not None
    assert part.size == len(FILE)
    kept = sum(last + 1 - first for first, last in part.runs)
    assert kept >= 100
    with holder(second) as other:
        assert (await Fetching(tmp_path).run(other)).read_bytes() == FILE
    assert len(set(second.asked)) == 301 - kept
    assert names(tmp_path) == {"whole"}


async def test_it_goes_on_when_a_node_was_started_anew(tmp_path: Path) -> None:
    """Which has forgotten both cookies, and its own key."""
    fetching, enough = Fetching(tmp_path), asyncio.Event()
    mortal = Mortal(FILE, 100, enough.set)
    with holder(mortal) as one:
        task = asyncio.create_task(fetching.run(one))
        await enough.wait()
    with holder(OneFile(FILE), port=one.port):
        assert (await task).read_bytes() == FILE


async def test_what_is_left_is_checked_when_it_is_whole(tmp_path: Path) -> None:
    """Blocks from before that are wrong are fetched anew."""
    with holder(OneFile(FILE)) as one:
        await Fetching(tmp_path).run_until(100 * BLOCK, one)
        with (tmp_path / f".{ID}.plong-part").open("r+b") as file:
            file.write(b"not what was fetched")
        assert (await Fetching(tmp_path).run(one)).read_bytes() == FILE


async def test_an_empty_file_is_there_at_once(tmp_path: Path) -> None:
    assert (await Fetching(tmp_path, id_of(b"")).run()).read_bytes() == b""
    assert names(tmp_path) == {"whole"}


async def test_a_file_of_one_byte(tmp_path: Path) -> None:
    with holder(OneFile(b"x")) as one:
        assert (await Fetching(tmp_path, id_of(b"x")).run(one)).read_bytes() == b"x"


async def test_nobody_has_it(tmp_path: Path) -> None:
    with holder(OneFile(b"another")) as one, pytest.raises(NobodyHasIt):
        await Fetching(tmp_path).run(one, patience=0.1)
    assert names(tmp_path) == set()


async def test_what_only_liars_give_is_not_kept(tmp_path: Path) -> None:
    with ExitStack() as stack:
        lies = [OneFile(content_of(4 * BLOCK, seed), ID) for seed in range(2, 8)]
        holders = [stack.enter_context(holder(provider)) for provider in lies]
        with pytest.raises((WrongHash, NobodyHasIt)):
            await Fetching(tmp_path).run(*holders, patience=2.0)
    assert "whole" not in names(tmp_path)


async def test_who_is_named_is_asked(tmp_path: Path) -> None:
    with holder(OneFile(FILE)) as one, holder(Names(one)) as other:
        assert (await Fetching(tmp_path).run(other)).read_bytes() == FILE


class Names(ContentProvider):
    """Has nothing, and says who has."""

    def __init__(self, holder: Endpoint) -> None:
        self._holder = holder

    def answer(self, question: ContentQuestion, *_: object) -> list[Message]:
        """Return who has it."""
        del question
        return [MaybeTheyHaveSome(ID, (self._holder,))]


async def test_peers_of_the_nodes_that_are_asked_are_asked_too(tmp_path: Path) -> None:
    """The second is known to the first, which has nothing."""
    with holder(OneFile(b"other")) as first, holder(OneFile(FILE), first):
        assert (await Fetching(tmp_path).run(first)).read_bytes() == FILE


async def test_two_do_not_write_to_one_file(tmp_path: Path) -> None:
    with holder(OneFile(FILE)) as one:
        first = Fetching(tmp_path)
        first.file.open()
        with pytest.raises(BlockingIOError):
            await Fetching(tmp_path).run(one)
        first.file.close()


async def test_no_file_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    fetching = Fetching(tmp_path)
    with holder(OneFile(FILE)) as one:
        await fetching._run((one,), 20.0, fetching.told.append)
    assert fetching.file.finish(tmp_path / name for name in ("taken", "free")).name == "free"
    assert (tmp_path / "taken").read_text() == "mine"


async def test_a_full_disk_is_said(tmp_path: Path) -> None:
    download = Download(ID, FullDisk(tmp_path, ID), time.monotonic, NEAR)
    with holder(OneFile(FILE)) as one, pytest.raises(OSError, match="No space"):
        await download.run(make_node(None), "127.0.0.1", [one], 20.0, lambda _: None)


class FullDisk(UnfinishedFile):
    """Has no space left."""

    def store(self, *_: object) -> None:
        """Raise what the system does."""
        raise OSError(errno.ENOSPC, "No space left on device")
