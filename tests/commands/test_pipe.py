"""``plong pipe``: bytes both ways."""

import asyncio
import os
from asyncio import Task
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from plong.client import PlongError, connect
from tests.commands.seat import Desk, Seat, codes, desk
from tests.commands.toll import Toll, toll_road
from tests.support.server import Server

WORDS = "blue tiger sky"


async def test_bytes_go_both_ways_each_with_its_end(ann: Desk, ben: Desk) -> None:
    pipes = [person.run("pipe", WORDS) for person in (ann, ben)]
    await ann.types(b"question\0\xff")
    ann.ends()
    assert await ben.reads() == b"question\0\xff"
    await ben.types(b"answer")
    ben.ends()
    assert await ann.reads() == b"answer"
    assert await codes(*pipes) == [0, 0]


async def test_a_reader_who_has_had_enough_ends_it(ann: Desk, ben: Desk) -> None:
    ben.reads_no_more()
    pipes = [person.run("pipe", WORDS) for person in (ann, ben)]
    await ann.types(b"much")
    ben.ends()
    assert await pipes[1] == 141
    assert ben.complaint == "plong: Nobody reads the output any more.\n"
    ann.ends()
    assert await pipes[0] == 1
    assert (await ann.event("error"))["reason"] in {"cancelled", "left"}


async def test_a_friend_who_takes_files_only_declines(ann: Desk, ben: Desk) -> None:
    pipe, taking = ann.run("pipe", WORDS), ben.run("receive", WORDS)
    assert await codes(pipe, taking) == [1, 1]
    assert (await ann.event("error"))["reason"] == "declined"


async def test_a_friend_who_leaves_too_early_is_an_error(ann: Desk, server: Server) -> None:
    pipe = ann.run("pipe", WORDS)
    async with connect(server.url) as me:
        friend = await me.meet(WORDS)
        stream = friend.open_stream()
        await stream.write(b"hal")
        await friend.bye()
        assert await pipe == 1
        assert (await ann.event("error"))["reason"] == "left"


async def test_a_friend_who_was_started_anew_is_an_error(
    ann: Desk, ben: Desk, server: Server
) -> None:
    pipe = ann.run("pipe", WORDS)
    await ann.event("waiting")
    async with connect(server.url) as lost:
        await lost.meet(WORDS)
        await ann.event("linked")
    again = ben.run("pipe", WORDS)
    assert await pipe == 1
    assert (await ann.event("error"))["reason"] == "lost"
    assert await again == 1


async def test_a_terminal_is_not_read(ben: Desk, server: Server) -> None:
    controller, terminal = os.openpty()
    reading, writing = os.pipe()
    seat = Seat(server.url, terminal, writing)
    pipes = [seat.run("pipe", WORDS), ben.run("pipe", WORDS)]
    os.write(controller, b"not this\n")
    await ben.types(b"but this")
    ben.ends()
    assert await codes(*pipes) == [0, 0]
    assert await ben.reads() == b""
    assert os.read(reading, 100) == b"but this"
    for descriptor in (controller, terminal, reading, writing):
        os.close(descriptor)


async def test_a_pipe_takes_one_stream_and_no_files(
    ann: Desk, server: Server, tmp_path: Path
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("hello")
    pipe = ann.run("pipe", WORDS)
    async with connect(server.url) as me:
        friend = await me.meet(WORDS)
        stream = friend.open_stream()
        for other in (friend.send_file(file), friend.open_stream()):
            with pytest.raises(PlongError, match="declined"):
                await other
        stream.cancel()
        assert await codes(pipe) == [1]
    assert (await ann.event("error"))["reason"] == "cancelled"


async def test_a_third_pipe_is_told_that_they_are_busy(
    ann: Desk, ben: Desk, server: Server
) -> None:
    pipes = [person.run("pipe", WORDS) for person in (ann, ben)]
    for person in (ann, ben):
        await person.event("linked")
    with desk(server.url) as carol:
        assert await codes(carol.run("pipe", WORDS)) == [1]
        assert (await carol.event("error"))["reason"] == "busy"
    for person in (ann, ben):
        person.ends()
    assert await codes(*pipes) == [0, 0]


@asynccontextmanager
async def answered(server: Server) -> AsyncIterator[tuple[Desk, Desk, Toll, list[Task[int]]]]:
    """Two pipes, of which the second has ended what it sends; the first can be cut off."""
    async with toll_road(server.url) as (way, toll):
        with desk(way) as ann, desk(server.url) as ben:
            pipes = [person.run("pipe", WORDS) for person in (ann, ben)]
            await ben.types("answer")
            ben.ends()
            assert await ann.reads() == b"answer"
            yield ann, ben, toll, pipes


async def test_who_has_received_all_stays_until_the_other_knows(server: Server) -> None:
    async with answered(server) as (ann, ben, toll, pipes):
        await ann.types("question")
        toll.hold()
        ann.ends()
        assert await ben.reads() == b"question"
        await toll.held.wait()  # Done is lost
        toll.cut()
        assert await codes(*pipes) == [0, 0]


@pytest.mark.parametrize(("said", "code"), [("", 0), ("question", 1)])
async def test_a_friend_who_left_with_all_of_it_is_no_failure(
    server: Server, said: str, code: int
) -> None:
    async with answered(server) as (ann, ben, toll, pipes):
        await ann.types(said)
        toll.hold()
        ann.ends()
        assert await ben.reads() == said.encode()
        await toll.held.wait()
        pipes[1].cancel()
        await asyncio.wait([pipes[1]])
        toll.cut()
        assert await pipes[0] == code
        # Small as it is, nothing was acknowledged before Done.
        assert ("without a word" in ann.complaint) == bool(code)


@pytest.mark.parametrize(
    ("stdin", "stdout", "sentence"),
    [
        ("/", "/dev/null", "standard input: Is a directory."),
        ("/dev/null", "/dev/full", "standard output: No space left on device."),
    ],
)
async def test_what_cannot_be_read_or_written_is_named(
    ann: Desk, server: Server, stdin: str, stdout: str, sentence: str
) -> None:
    reading, writing = os.open(stdin, os.O_RDONLY), os.open(stdout, os.O_WRONLY)
    seat = Seat(server.url, reading, writing)
    pipes = [person.run("pipe", WORDS) for person in (seat, ann)]
    await ann.types("question")
    assert await codes(*pipes) == [1, 1]
    assert seat.complaint == f"plong: {sentence}\n"
    for descriptor in (reading, writing):
        os.close(descriptor)
