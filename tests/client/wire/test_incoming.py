"""A receiver's answers to what a sender should not send."""

from plong.client.wire.actions import Answer, Check, Ended, Restart, Say, Store, Wait
from plong.client.wire.chunk import Chunk
from plong.client.wire.control import Begin, Cancel, End, Offer
from plong.client.wire.incoming import WINDOW, Incoming

ID = "A" * 22


def begun(size: int) -> Incoming:
    receiver = Incoming(Offer(ID, "a.txt", size))
    assert receiver.act() == Wait()
    receiver.accept(0)
    assert receiver.act() == Answer(0, WINDOW)
    receiver.receive(Begin(ID, 0))
    return receiver


def test_nothing_is_said_before_the_user_has_chosen() -> None:
    receiver = Incoming(Offer(ID, "a.txt", 1))
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


def test_who_cancelled_while_it_was_checked_stays_cancelled() -> None:
    receiver = begun(0)
    receiver.receive(Cancel(ID, "cancelled"))
    receiver.checked(equal=True)
    assert receiver.act() == Ended("cancelled")


def test_an_end_elsewhere_than_announced_is_a_mismatch() -> None:
    receiver = begun(3)
    receiver.receive(End(ID, 0, "0" * 64))
    assert [receiver.act(), receiver.act()] == [Say(Cancel(ID, "mismatch")), Ended("mismatch")]


def test_a_new_beginning_while_it_stores_does_not_widen_the_window() -> None:
    receiver, piece = begun(10 * WINDOW), memoryview(bytes(WINDOW))
    receiver.take(Chunk(ID, 0, piece))
    assert receiver.act() == Store((piece,))
    receiver.stored(WINDOW)
    assert isinstance(receiver.act(), Say)
    receiver.take(Chunk(ID, WINDOW, piece))
    assert receiver.act() == Store((piece,))
    receiver.receive(Begin(ID, 0))
    for offset in (0, WINDOW):
        receiver.take(Chunk(ID, offset, piece))
    receiver.stored(WINDOW)
    assert [receiver.act(), receiver.act(), receiver.act()] == [Restart(), Store((piece,)), Wait()]


def test_many_small_pieces_are_joined() -> None:
    receiver = begun(2000)
    for offset in range(2000):
        receiver.take(Chunk(ID, offset, memoryview(b"x")))
    action = receiver.act()
    assert isinstance(action, Store)
    assert len(action.pieces) <= 1024
    assert b"".join(action.pieces) == b"x" * 2000
