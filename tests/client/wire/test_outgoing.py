"""A sender to whom things happen while it works."""

from hypothesis import given
from hypothesis import strategies as st

from plong.client.wire.actions import Compare, Conclude, Ended, Read, Rest, Say, Wait
from plong.client.wire.control import Accept, Begin, Cancel, Done, Got, Offer
from plong.client.wire.outgoing import Outgoing

ID = "A" * 22
OFFER = Offer(ID, "a.txt", 0)


def accepted() -> Outgoing:
    sender = Outgoing(OFFER, 1000)
    assert [sender.act(), sender.act()] == [Say(OFFER), Wait()]
    sender.receive(Accept(ID, 0, None, 0))
    assert sender.act() == Compare(0, None)
    return sender


def test_a_break_while_it_compares_is_not_forgotten() -> None:
    sender = accepted()
    sender.break_off()
    sender.compared(equal=True)
    assert sender.act() == Rest()
    sender.offer_again()
    assert sender.act() == Say(OFFER)


def test_a_break_while_it_concludes_is_not_forgotten() -> None:
    sender = accepted()
    sender.compared(equal=True)
    assert [sender.act(), sender.act()] == [Say(Begin(ID, 0)), Conclude(0)]
    sender.break_off()
    assert not sender.conclude()
    assert sender.act() == Rest()


def test_what_is_over_stays_over() -> None:
    sender = accepted()
    sender.compared(equal=True)
    sender.act()
    sender.conclude()
    sender.receive(Done(ID))
    for happen in (sender.break_off, sender.offer_again, lambda: sender.cancel("late")):
        happen()
        assert sender.act() == Ended(None)


def test_a_cancel_is_said_through_a_break() -> None:
    sender = accepted()
    sender.cancel("cancelled")
    sender.break_off()
    sender.receive(Done(ID))
    assert [sender.act(), sender.act()] == [Say(Cancel(ID, "cancelled")), Ended("cancelled")]


def test_who_has_more_than_there_is_begins_at_0() -> None:
    sender = Outgoing(OFFER, 1000)
    sender.act()
    sender.receive(Accept(ID, 1, "0" * 64, 0))
    assert sender.act() == Compare(0, None)


def accept_twice(sender: Outgoing) -> None:
    for start in (5, 7):
        sender.receive(Accept(ID, start, "0" * 64, 0))


def test_a_second_accept_changes_nothing() -> None:
    sender = Outgoing(Offer(ID, "a.txt", 9), 1000)
    sender.act()
    accept_twice(sender)
    assert sender.act() == Compare(5, "0" * 64)
    sender.compared(equal=True)
    accept_twice(sender)
    assert sender.act() == Say(Begin(ID, 5))
    accept_twice(sender)
    assert sender.act() == Read(5, 4)


def test_an_accept_before_an_offer_or_during_a_break_changes_nothing() -> None:
    sender = Outgoing(OFFER, 1000)
    accept_twice(sender)
    assert sender.act() == Say(OFFER)
    sender.break_off()
    accept_twice(sender)
    assert sender.act() == Rest()


def test_after_a_new_offer_an_accept_counts_again() -> None:
    sender = accepted()
    sender.compared(equal=True)
    sender.break_off()
    sender.offer_again()
    assert sender.act() == Say(OFFER)
    sender.receive(Accept(ID, 0, None, 0))
    assert sender.act() == Compare(0, None)


windows = st.integers(-1, 2**53)


@given(windows, st.integers(1, 2**20), st.integers(0, 2**20), st.lists(st.integers(0, 4)))
def test_no_chunk_exceeds_a_quarter_of_the_window_nor_what_is_on_the_way_the_whole(
    window: int, chunk: int, size: int, gots: list[int]
) -> None:
    granted = min(max(window, 2**16), 2**24)
    sender = Outgoing(Offer(ID, "a.txt", size), chunk)
    sender.act()
    sender.receive(Accept(ID, 0, None, window))
    sender.compared(equal=True)
    sender.act()
    sent = stored = 0
    for got in gots:
        while isinstance(action := sender.act(), Read):
            assert 0 < action.length <= min(chunk, granted // 4)
            sender.sent(action.length)
            sent += action.length
            assert sent - stored <= granted
            if chunk < 2**10:
                break
        stored += (sent - stored) * got // 4
        sender.receive(Got(ID, stored))
