from plong.protocol.lcdp.content.blocks import STORED, Blocks
from plong.protocol.lcdp.content.holder import MAX_MISSES, Holder
from plong.protocol.lcdp.content.trust import MAX_TRIES, Trust
from plong.protocol.lcdp.content.turn import FIRST_TURN
from plong.protocol.lcdp.models import Endpoint
from plong.protocol.lcdp.packing import PIECE_BYTES

SIZE = 4 * PIECE_BYTES
ALICE, BOB = 7, 8


def holder(mark: int, size: int | None = SIZE) -> Holder:
    one = Holder(Endpoint("192.0.2.1", mark), is_proven=True)
    one.size, one.mark = size, mark
    return one


def given(*marks: int) -> Blocks:
    blocks = Blocks(SIZE)
    for block, mark in enumerate(marks):
        blocks.put(block, mark)
    return blocks


def test_at_first_all_are_believed_who_agree() -> None:
    trust, alice, bob = Trust(None), holder(ALICE), holder(BOB, SIZE + 1)
    assert trust.size([alice, holder(9), bob]) == SIZE
    assert trust.believes(alice, SIZE)
    assert not trust.believes(bob, SIZE)
    assert trust.believes(holder(9, None), SIZE)
    assert trust.marks([alice, bob], SIZE) == {ALICE}


def test_a_liar_is_not_believed() -> None:
    trust, alice = Trust(None), holder(ALICE)
    alice.is_liar = True
    assert not trust.believes(alice, SIZE)
    assert trust.size([alice]) is None


def test_after_a_wrong_hash_the_named_are_tried_before_those_who_gave_more() -> None:
    trust, named, eager = Trust(None), holder(ALICE), holder(BOB)
    named.is_named = True
    blocks = given(ALICE, BOB, BOB, BOB)
    trust.suspect([named, eager], blocks)
    assert trust.review([named, eager], blocks, 0.0)
    assert trust.believes(named, SIZE)
    assert not trust.believes(eager, SIZE)


def test_who_gave_all_of_a_wrong_file_lied() -> None:
    trust, alice, bob = Trust(None), holder(ALICE), holder(BOB)
    trust.suspect([alice, bob], given(ALICE, ALICE, ALICE, ALICE))
    assert (alice.is_liar, bob.is_liar, trust.tries) == (True, False, 1)


def test_if_several_gave_it_one_is_believed_alone_who_gave_most() -> None:
    trust, alice, bob = Trust(None), holder(ALICE), holder(BOB)
    blocks = given(ALICE, BOB, BOB, BOB)
    trust.suspect([alice, bob], blocks)
    assert trust.review([alice, bob], blocks, 0.0)
    assert trust.believes(bob, SIZE)
    assert not trust.believes(alice, SIZE)
    assert not trust.review([alice, bob], blocks, 0.0)


def test_if_that_one_falls_silent_the_next_is_believed() -> None:
    trust, alice, bob = Trust(None), holder(ALICE), holder(BOB)
    blocks = given(ALICE, BOB, BOB, BOB)
    trust.suspect([alice, bob], blocks)
    trust.review([alice, bob], blocks, 0.0)
    for _ in range(MAX_MISSES):
        bob.miss(0.0)
    assert trust.review([alice, bob], blocks, 0.5)
    assert trust.believes(alice, SIZE)


def test_what_was_stored_is_suspected_first() -> None:
    trust, alice = Trust(SIZE), holder(ALICE)
    assert trust.size([]) == SIZE
    assert trust.marks([alice], SIZE) == {ALICE, STORED}
    trust.suspect([alice], given(STORED, ALICE, ALICE, ALICE))
    assert (alice.is_liar, trust.is_alone) == (False, False)
    assert trust.marks([alice], SIZE) == {ALICE}


def test_it_is_over_after_some_tries() -> None:
    trust = Trust(None)
    for _ in range(MAX_TRIES):
        assert not trust.is_over
        trust.suspect([], given(ALICE, BOB, ALICE, BOB))
    assert trust.is_over


def test_who_was_believed_in_vain_comes_last() -> None:
    """Else two who fall silent by turns would keep out the third."""
    trust, alice, bob, carol = Trust(None), holder(ALICE), holder(BOB), holder(9)
    blocks, everybody = given(ALICE, ALICE, BOB, BOB), [alice, bob, carol]
    trust.suspect(everybody, blocks)
    for now, believed in ((0.0, alice), (0.5, bob), (1.2, carol)):
        assert trust.review(everybody, blocks, now)
        assert trust.believes(believed, SIZE)
        for _ in range(MAX_MISSES):
            believed.miss(now)


def test_who_is_forgotten_is_not_believed_any_more() -> None:
    trust, alice, bob = Trust(None), holder(ALICE), holder(BOB)
    blocks = given(ALICE, ALICE, BOB)
    trust.suspect([alice, bob], blocks)
    trust.review([alice, bob], blocks, 0.0)
    assert trust.review([bob], blocks, 0.0)
    assert trust.believes(bob, SIZE)


def test_who_wastes_its_turn_is_followed_by_the_next() -> None:
    trust, alice, bob = Trust(None), holder(ALICE), holder(BOB)
    blocks = given(ALICE, ALICE, BOB)
    trust.suspect([alice, bob], blocks)
    trust.review([alice, bob], blocks, 0.0)
    blocks = given(ALICE, ALICE)
    assert not trust.review([alice, bob], blocks, FIRST_TURN - 1)
    assert trust.review([alice, bob], blocks, FIRST_TURN)
    assert trust.believes(bob, SIZE)


def test_a_turn_that_nobody_else_wants_goes_on() -> None:
    trust, alice, bob = Trust(None), holder(ALICE), holder(BOB)
    trust.review([alice, bob], given(ALICE), 0.0)
    assert not trust.review([alice, bob], given(ALICE), FIRST_TURN)
    assert not trust.is_alone


def test_who_says_another_size_has_a_turn_if_nothing_comes_from_the_others() -> None:
    trust, alice, bob, carol = Trust(None), holder(ALICE), holder(BOB), holder(9, SIZE + 1)
    everybody = [alice, bob, carol]
    trust.review(everybody, given(ALICE), 0.0)
    assert trust.review(everybody, given(ALICE), FIRST_TURN)
    assert trust.size(everybody) == SIZE + 1
    assert trust.tries == 0
