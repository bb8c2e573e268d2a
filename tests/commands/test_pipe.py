"""``plong pipe``: bytes both ways."""

import os

from plong.client import connect
from tests.commands.seat import Desk, Seat, codes
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
    assert await pipes[1] == 0
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
