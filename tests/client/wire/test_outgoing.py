"""A sender to whom things happen while it works."""

from plong.client.wire.actions import Compare, Conclude, Ended, Rest, Say, Wait
from plong.client.wire.control import Accept, Begin, Cancel, Done, Offer
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
    sender.concluded()
    assert sender.act() == Rest()


def test_what_is_over_stays_over() -> None:
    sender = accepted()
    sender.compared(equal=True)
    sender.act()
    sender.concluded()
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


def test_a_second_accept_while_it_compares_changes_nothing() -> None:
    sender = Outgoing(Offer(ID, "a.txt", 9), 1000)
    sender.act()
    for start in (5, 7):
        sender.receive(Accept(ID, start, "0" * 64, 0))
    assert sender.act() == Compare(5, "0" * 64)
