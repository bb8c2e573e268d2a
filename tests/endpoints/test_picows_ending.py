"""Sockets that are about to be closed: all that comes is taken, and slowly."""

import asyncio
from typing import Any, cast

import pytest

from plong.endpoints.picows_ending import AT_ONCE, Breaks, Deaf, Leaving
from plong.endpoints.picows_room import MOST_READ


class FloodedSocket:
    """A transport that has more to read whenever it is asked."""

    def __init__(self) -> None:
        self.resumed = asyncio.Event()
        self.is_reading = True
        self.is_closed = False

    def is_closing(self) -> bool:
        return self.is_closed

    def pause_reading(self) -> None:
        assert not self.is_closed
        self.is_reading = False

    def resume_reading(self) -> None:
        assert not self.is_closed
        self.is_reading = True
        self.resumed.set()


class Parser:
    """What stands for picows: remembers what it is told."""

    def __init__(self) -> None:
        self.room = bytearray(100)
        self.heard: list[object] = []

    def get_buffer(self, _: int) -> bytearray:
        return self.room

    def buffer_updated(self, count: int) -> None:
        self.heard.append(count)

    def eof_received(self) -> bool:
        self.heard.append("eof")
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        self.heard.append(exc)

    def pause_writing(self) -> None:
        self.heard.append("pause")

    def resume_writing(self) -> None:
        self.heard.append("resume")

    def trim(self) -> None:
        self.heard.append("trim")


def make_deaf(sock: FloodedSocket) -> Deaf:
    return Deaf(Breaks(cast("Any", sock)), cast("Any", Parser()))


def make_leaving(sock: FloodedSocket) -> Leaving:
    return Leaving(Breaks(cast("Any", sock)), Parser())


def test_the_deaf_tell_the_protocol_that_the_socket_is_closed() -> None:
    parser = Parser()
    deaf = Deaf(Breaks(cast("Any", FloodedSocket())), cast("Any", parser))
    deaf.buffer_updated(len(b"whatever"))
    assert not deaf.eof_received()
    deaf.connection_lost(None)
    assert parser.heard == [None]


def test_the_deaf_have_no_more_room_than_who_is_heard() -> None:
    assert len(make_deaf(FloodedSocket()).get_buffer(-1)) <= MOST_READ


def test_who_is_leaving_is_heard_as_ever() -> None:
    parser = Parser()
    leaving = Leaving(Breaks(cast("Any", FloodedSocket())), parser)
    assert leaving.get_buffer(-1) is parser.room
    leaving.buffer_updated(3)
    leaving.pause_writing()
    leaving.resume_writing()
    leaving.trim()
    assert leaving.eof_received()
    leaving.connection_lost(None)
    assert parser.heard == [3, "pause", "resume", "trim", "eof", None]


@pytest.mark.parametrize("make", [make_deaf, make_leaving])
async def test_a_flood_is_taken_with_breaks(make: Any) -> None:
    sock = FloodedSocket()
    protocol = make(sock)
    for _ in range(2):
        protocol.buffer_updated(AT_ONCE - 1)
        assert sock.is_reading
        protocol.buffer_updated(1)
        assert not sock.is_reading
        async with asyncio.timeout(5):
            await sock.resumed.wait()
        assert sock.is_reading
        sock.resumed.clear()


@pytest.mark.parametrize("make", [make_deaf, make_leaving])
async def test_a_socket_that_is_closed_meanwhile_is_left_alone(make: Any) -> None:
    sock = FloodedSocket()
    protocol = make(sock)
    protocol.buffer_updated(AT_ONCE)
    sock.is_closed = True
    protocol.buffer_updated(AT_ONCE)
    await after_a_break()
    assert not sock.is_reading


async def test_a_break_is_no_reason_to_read_who_is_held() -> None:
    sock = FloodedSocket()
    breaks = Breaks(cast("Any", sock))
    breaks.take(AT_ONCE)
    breaks.hold()
    await after_a_break()
    assert not sock.is_reading
    breaks.release()
    assert sock.is_reading


async def test_who_is_released_during_a_break_is_read_behind_it() -> None:
    sock = FloodedSocket()
    breaks = Breaks(cast("Any", sock))
    breaks.hold()
    breaks.take(AT_ONCE)
    breaks.release()
    assert not sock.is_reading
    await after_a_break()
    assert sock.is_reading


async def after_a_break() -> None:
    done = asyncio.Event()
    asyncio.get_running_loop().call_later(0.02, done.set)
    await done.wait()
