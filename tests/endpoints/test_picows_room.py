"""The room for reads: bounded for each, and counted as it is used."""

from plong.endpoints.picows_room import MOST_READ, SMALL, ReadRoom
from plong.hub.buffer_memory import BufferMemory
from tests.support.fakes import FakeHolder

LARGE = 1792 << 10
"""Bytes of a buffer that has doubled ten times."""


def make_room() -> tuple[ReadRoom, BufferMemory]:
    room, memory = ReadRoom(), BufferMemory(1 << 30)
    room.count_in(FakeHolder(memory, "192.0.2.1").share)
    return room, memory


def of(size: int) -> memoryview:
    return memoryview(bytearray(size))


def test_one_read_brings_no_more_than_the_limit() -> None:
    room, _ = make_room()
    assert len(room.lend(of(LARGE))) == MOST_READ
    assert len(room.lend(of(5000))) == 4999  # so that a full buffer can be told from a new one
    room.limit(1024)
    assert len(room.lend(of(5000))) == room.free == 1024
    room.limit(MOST_READ)
    assert room.free == SMALL


def test_what_has_been_used_of_the_buffer_is_counted() -> None:
    room, memory = make_room()
    room.lend(of(LARGE))
    assert memory.held == MOST_READ
    room.lend(of(LARGE - 500_000))  # half a million bytes of a frame are there
    assert memory.held == 500_000 + MOST_READ
    room.lend(of(LARGE))  # the frame is through, the memory is not given back
    assert memory.held == 500_000 + MOST_READ


def test_what_is_free_is_given_back_and_counted_as_it_is_used_again() -> None:
    room, memory = make_room()
    room.lend(of(LARGE))
    room.lend(of(LARGE - 500_000))
    room.trim(of(LARGE - 300_000))
    assert memory.held == 300_000
    room.lend(of(LARGE - 300_000))
    assert memory.held == 300_000 + MOST_READ


def test_what_a_read_has_doubled_is_counted_as_it_is_now() -> None:
    room, memory = make_room()
    room.lend(of(LARGE // 2))
    room.lend(of(LARGE // 2 - 840_000))
    room.trim(of(LARGE - 850_000))  # that much of a frame is there, and the buffer was almost full
    assert memory.held == 850_000
    room.trim(of(LARGE))  # the frame is through
    assert memory.held == 0


def test_nothing_is_said_before_there_is_a_share() -> None:
    room, memory = ReadRoom(), BufferMemory(1 << 30)
    room.lend(of(LARGE))
    room.trim(of(LARGE))
    room.count_in(FakeHolder(memory, "192.0.2.1").share)
    room.lend(of(LARGE))
    assert memory.held == MOST_READ
