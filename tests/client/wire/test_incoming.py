"""A receiver's answers to what a sender should not send."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.client.wire.actions import Answer, Check, Ended, Restart, Say, Store, Wait
from plong.client.wire.chunk import Chunk
from plong.client.wire.control import Begin, Cancel, Done, End, Got, Offer
from plong.client.wire.incoming import Incoming

ID = "A" * 22
WINDOW = 1 << 20


def begun(size: int) -> Incoming:
    receiver = Incoming(Offer(ID, "a.txt", size), WINDOW)
    assert receiver.act() == Wait()
    receiver.accept(0)
    assert receiver.act() == Answer(0, WINDOW)
    receiver.receive(Begin(ID, 0))
    return receiver


def test_nothing_is_said_before_the_user_has_chosen() -> None:
    receiver = Incoming(Offer(ID, "a.txt", 1), WINDOW)
    receiver.receive(Begin(ID, 0))
    receiver.take(Chunk(ID, 0, memoryview(b"a")))
    assert receiver.act() == Wait()
    receiver.cancel("declined")
    assert [receiver.act(), receiver.act()] == [Say(Cancel(ID, "declined")), Ended("declined")]


def test_more_than_was_announced_is_a_mismatch() -> None:
    receiver = begun(3)
    receiver.take(Chunk(ID, 0, memoryview(b"four")))
    assert [receiver.act(), receiver.act()] == [Say(Cancel(ID, "mismatch")), Ended("mismatch")]


def test_another_hash_is_a_mismatch() -> None:
    receiver = begun(0)
    receiver.receive(End(ID, 0, "0" * 64))
    assert receiver.act() == Check("0" * 64)
    receiver.checked(equal=False)
    assert receiver.act() == Say(Cancel(ID, "mismatch"))


def test_what_is_being_checked_cannot_be_cancelled_any_more() -> None:
    receiver = begun(0)
    receiver.receive(End(ID, 0, "0" * 64))
    assert receiver.act() == Check("0" * 64)
    receiver.receive(Cancel(ID, "cancelled"))
    receiver.cancel("cancelled")
    assert receiver.act() == Wait()
    receiver.checked(equal=True)
    assert [receiver.act(), receiver.act()] == [Say(Done(ID)), Ended(None)]


def test_what_is_whole_may_still_have_no_space() -> None:
    receiver = begun(0)
    receiver.receive(End(ID, 0, "0" * 64))
    receiver.act()
    receiver.fail("no-space")
    assert [receiver.act(), receiver.act()] == [Say(Cancel(ID, "no-space")), Ended("no-space")]
    assert not receiver.is_spoiled


def test_an_end_before_its_bytes_is_of_a_try_that_broke_off() -> None:
    receiver, piece = begun(5), memoryview(b"bytes")
    receiver.receive(End(ID, 5, "0" * 64))
    assert receiver.act() == Wait()
    receiver.take(Chunk(ID, 0, piece))
    assert receiver.act() == Store((piece,))


@pytest.mark.parametrize("size", [3, 6])
def test_an_end_of_another_size_is_a_mismatch(size: int) -> None:
    receiver = begun(5)
    receiver.receive(End(ID, size, "0" * 64))
    assert receiver.act() == Say(Cancel(ID, "mismatch"))
    assert receiver.is_spoiled


def test_an_end_elsewhere_than_announced_is_a_mismatch() -> None:
    receiver = begun(3)
    receiver.receive(End(ID, 0, "0" * 64))
    assert [receiver.act(), receiver.act()] == [Say(Cancel(ID, "mismatch")), Ended("mismatch")]


def test_a_beginning_that_no_accept_asks_for_throws_nothing_away() -> None:
    receiver, piece = begun(10 * WINDOW), memoryview(bytes(WINDOW))
    receiver.take(Chunk(ID, 0, piece))
    assert receiver.act() == Store((piece,))
    receiver.receive(Begin(ID, 0))
    receiver.take(Chunk(ID, 0, piece))
    receiver.stored(WINDOW)
    assert [receiver.act(), receiver.act()] == [Say(Got(ID, WINDOW)), Wait()]
    receiver.take(Chunk(ID, WINDOW, piece))
    assert receiver.act() == Store((piece,))


def test_who_sends_hears_of_each_mebibyte_however_much_waits() -> None:
    receiver, piece = Incoming(Offer(ID, "a.txt", None)), memoryview(bytes(700_000))
    receiver.accept(0)
    receiver.act()
    receiver.receive(Begin(ID, 0))
    for number in range(4):
        receiver.take(Chunk(ID, number * len(piece), piece))
    assert receiver.act() == Store((piece, piece))
    receiver.stored(1_400_000)
    assert receiver.act() == Say(Got(ID, 1_400_000))
    assert receiver.act() == Store((piece, piece))


def test_nothing_is_taken_between_a_new_offer_and_the_beginning_that_its_accept_asks_for() -> None:
    receiver, piece = begun(9), memoryview(b"abc")
    receiver.take(Chunk(ID, 0, piece))
    receiver.receive(Offer(ID, "a.txt", 9))
    receiver.receive(Begin(ID, 0))
    receiver.take(Chunk(ID, 3, piece))
    assert receiver.act() == Store((piece,))
    receiver.stored(3)
    assert [receiver.act(), receiver.act()] == [Answer(3, WINDOW), Wait()]
    receiver.take(Chunk(ID, 3, piece))
    assert receiver.act() == Wait()
    receiver.receive(Begin(ID, 3))
    receiver.take(Chunk(ID, 3, piece))
    assert receiver.act() == Store((piece,))


def test_a_beginning_elsewhere_is_none() -> None:
    receiver = Incoming(Offer(ID, "a.txt", 9), WINDOW)
    receiver.accept(5)
    assert receiver.act() == Answer(5, WINDOW)
    for start in (4, 6):
        receiver.receive(Begin(ID, start))
    receiver.take(Chunk(ID, 5, memoryview(b"a")))
    assert receiver.act() == Wait()
    receiver.receive(Begin(ID, 0))
    receiver.receive(Begin(ID, 5))
    receiver.take(Chunk(ID, 0, memoryview(b"a")))
    assert [receiver.act(), receiver.act()] == [Restart(), Store((memoryview(b"a"),))]


def test_a_beginning_for_an_accept_that_was_late_answers_the_next_offer_too() -> None:
    receiver = Incoming(Offer(ID, "a.txt", 9), WINDOW)
    receiver.accept(5)
    assert receiver.act() == Answer(5, WINDOW)
    receiver.receive(Offer(ID, "a.txt", 9))
    receiver.receive(Begin(ID, 5))
    assert receiver.act() == Wait()


steps = st.one_of(
    st.just("offer"),
    st.just("act"),
    st.just("stored"),
    st.builds(Begin, st.just(ID), st.sampled_from([0, 7, WINDOW // 2, WINDOW])),
    st.tuples(st.integers(-1, 1), st.sampled_from([1, WINDOW // 4, WINDOW // 2, WINDOW])),
)


class Disk:
    """A receiver whose disk is as slow as a test says, and what waits in memory for it."""

    def __init__(self, part: int) -> None:
        self.state = Incoming(Offer(ID, "", None), WINDOW)
        self.state.accept(part)
        self.stored = part
        self.work: Store | None = None
        self.accepts = 0
        self.restarts = 0

    def step(self, step: object) -> None:
        match step:
            case "offer":
                self.state.receive(Offer(ID, "", None))
            case "act" if self.work is None:
                self.act()
            case "stored" if self.work is not None:
                length = sum(map(len, self.work.pieces))
                self.stored, self.work = self.stored + length, None
                self.state.stored(length)
            case Begin():
                self.state.receive(step)
            case (int(shift), int(length)):
                offset = max(0, self.state._position + shift)
                self.state.take(Chunk(ID, offset, memoryview(bytes(length))))

    def act(self) -> None:
        match action := self.state.act():
            case Store():
                self.work = action
            case Restart():
                self.stored, self.restarts = 0, self.restarts + 1
            case Answer(stored):
                assert stored == self.stored
                self.accepts += 1

    @property
    def held(self) -> int:
        waiting = [*self.state._pieces, *(self.work.pieces if self.work else ())]
        return sum(map(len, waiting))


@given(st.sampled_from([0, 7, WINDOW]), st.lists(steps, max_size=40))
def test_whatever_a_sender_does_no_more_than_a_window_is_held(
    part: int, sent: list[object]
) -> None:
    disk = Disk(part)
    for step in sent:
        disk.step(step)
        assert disk.held <= WINDOW
        assert disk.restarts <= disk.accepts


def test_many_small_pieces_are_joined() -> None:
    receiver = begun(2000)
    for offset in range(2000):
        receiver.take(Chunk(ID, offset, memoryview(b"x")))
    action = receiver.act()
    assert isinstance(action, Store)
    assert len(action.pieces) <= 1024
    assert b"".join(action.pieces) == b"x" * 2000
