from plong.protocol.lcdp.content.blocks import MAX_MARK, STORED
from plong.protocol.lcdp.content.holder import MAX_MISSES, Holder
from plong.protocol.lcdp.content.holders import MAX_HOLDERS, MAX_PROBES, Holders
from plong.protocol.lcdp.models import Endpoint


def address(number: int) -> Endpoint:
    return Endpoint(f"192.0.2.{number // 256}", number % 256 + 1)


def full() -> Holders:
    holders = Holders()
    for number in range(MAX_HOLDERS):
        holders.add(address(number), 0.0)
    return holders


def found(holders: Holders, number: int) -> Holder:
    holder = holders.find(address(number))
    assert holder is not None
    return holder


def test_only_so_many_are_asked_at_a_time() -> None:
    holders = full()
    holders.add(address(999), 0.0)
    holders.probe(address(998))
    assert len(holders) == MAX_HOLDERS
    assert holders.find(address(999)) is None


def test_a_peer_takes_the_place_of_who_does_not_answer_and_gave_nothing() -> None:
    holders = full()
    for _ in range(MAX_MISSES):
        found(holders, 3).miss(0.0)
    holders.add(address(999), 0.5)
    assert holders.find(address(3)) is None
    assert found(holders, 999).is_proven


def test_who_gave_blocks_keeps_his_place() -> None:
    holders = full()
    holders.mark(found(holders, 3))
    for _ in range(MAX_MISSES):
        found(holders, 3).miss(0.0)
    holders.add(address(999), 0.5)
    assert holders.find(address(999)) is None


def test_on_a_strangers_word_an_address_is_asked_once() -> None:
    holders = Holders()
    holders.probe(address(1))
    assert not found(holders, 1).is_proven
    holders.forget(found(holders, 1))
    holders.probe(address(1))
    assert holders.find(address(1)) is None
    holders.add(address(1), 0.0)
    assert found(holders, 1).is_proven


def test_only_so_many_are_asked_on_a_strangers_word() -> None:
    holders = Holders()
    for number in range(MAX_PROBES):
        holders.probe(address(number))
        holders.forget(found(holders, number))
    holders.probe(address(MAX_PROBES))
    assert len(holders) == 0


def test_each_has_a_name_of_its_own_while_there_are_any() -> None:
    holders = Holders()
    all_of_them = [Holder(address(number), is_proven=True) for number in range(MAX_MARK + 5)]
    marks = [holders.mark(holder) for holder in all_of_them]
    assert marks == [holders.mark(holder) for holder in all_of_them]
    assert len(set(marks)) == MAX_MARK
    assert marks[-1] == STORED


def test_what_is_on_the_way_and_who_answers_is_counted() -> None:
    holders = full()
    found(holders, 1).ask(0, 0.0)
    found(holders, 2).is_liar = True
    for _ in range(MAX_MISSES):
        found(holders, 3).miss(0.0)
    assert holders.on_way == 1
    assert holders.awake(0.5) == MAX_HOLDERS - 2
