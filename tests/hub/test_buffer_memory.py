"""The memory for all buffers: what is counted, and who ends when it is too much."""

from plong.config import Config
from plong.hub.buffer_memory import BufferMemory, most_of
from tests.support.fakes import FakeHolder, end_of_turn

MOST = 80


async def test_what_is_held_is_counted_until_it_is_not() -> None:
    memory = BufferMemory(MOST)
    alice, bob = FakeHolder(memory, "a", 30), FakeHolder(memory, "b")
    bob.share.change(20)
    assert memory.held == 50
    bob.share.change(-5)
    alice.share.end()
    assert memory.held == 15


async def test_what_is_over_counts_no_more_whatever_it_still_says() -> None:
    memory = BufferMemory(MOST)
    alice = FakeHolder(memory, "a", 30)
    alice.share.end()
    alice.share.change(10)
    alice.share.end()
    assert memory.held == 0


async def test_nobody_ends_who_fits() -> None:
    memory = BufferMemory(MOST)
    alice = FakeHolder(memory, "a")
    alice.share.change(MOST)
    await end_of_turn()
    assert not alice.is_shed


async def test_the_address_that_holds_most_loses_its_largest_until_an_eighth_is_free() -> None:
    memory = BufferMemory(MOST)
    alice = FakeHolder(memory, "a")
    crowd = [FakeHolder(memory, "b") for _ in range(6)]
    alice.share.change(20)
    for one in crowd:
        one.share.change(11)
    await end_of_turn()
    assert [one.is_shed for one in crowd] == [False] * 4 + [True] * 2
    assert not alice.is_shed
    assert memory.held == 20 + 4 * 11


async def test_nobody_ends_in_the_middle_of_what_it_does() -> None:
    memory = BufferMemory(MOST)
    alice = FakeHolder(memory, "a")
    alice.share.change(MOST + 1)
    assert not alice.is_shed
    await end_of_turn()
    assert alice.is_shed


async def test_what_is_only_kept_for_later_is_given_back_before_anybody_ends() -> None:
    memory = BufferMemory(MOST)
    idle = [FakeHolder(memory, "a", 30) for _ in range(3)]
    await end_of_turn()
    assert memory.held == 0
    assert not any(one.is_shed for one in idle)


async def test_all_are_looked_at_only_if_an_eighth_came_since_the_last_time() -> None:
    memory = BufferMemory(MOST)
    alice, bob = FakeHolder(memory, "a"), FakeHolder(memory, "b", 6)
    alice.share.change(MOST - 5)
    await end_of_turn()
    assert alice.is_shed  # since giving back leaves too little free
    assert not bob.is_shed
    assert memory.held == 0


async def test_who_was_too_much_in_one_turn_and_is_not_at_its_end_is_left_alone() -> None:
    memory = BufferMemory(MOST)
    alice, idle = FakeHolder(memory, "a"), FakeHolder(memory, "b", 6)
    alice.share.change(MOST)
    alice.share.change(-MOST)
    await end_of_turn()
    assert not alice.is_shed
    assert memory.held == idle.share.size == 6


async def test_who_goes_on_is_ended_again_and_again() -> None:
    memory = BufferMemory(MOST)
    for _ in range(3):
        alice = FakeHolder(memory, "a")
        alice.share.change(MOST + 1)
        await end_of_turn()
        assert alice.is_shed


async def test_a_reload_may_leave_too_much() -> None:
    memory = BufferMemory(MOST)
    alice = FakeHolder(memory, "a")
    alice.share.change(MOST)
    memory.reconfigure(MOST - 1)
    await end_of_turn()
    assert alice.is_shed


def test_one_connection_may_always_have_what_its_limits_allow() -> None:
    config = Config(buffer_memory=1, max_message=1000, buffer_bytes=500)
    assert most_of(config) == 4500
    assert most_of(Config()) == Config().buffer_memory == 256 << 20
