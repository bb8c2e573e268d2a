from plong.protocol.lcdp.content.blocks import Blocks
from plong.protocol.lcdp.content.turn import FIRST_TURN, SHARE, Turn
from plong.protocol.lcdp.packing import PIECE_BYTES


def file(blocks: int) -> Blocks:
    """Return a file of which so many blocks are there, and a turn's share is two."""
    one = Blocks(2 * SHARE * PIECE_BYTES)
    give(one, range(blocks))
    return one


def give(file: Blocks, blocks: range) -> None:
    for block in blocks:
        file.put(block, 7)


def test_a_turn_is_wasted_in_which_too_little_comes() -> None:
    blocks = file(5)
    turn = Turn(0.0, 5)
    give(blocks, range(5, 6))
    assert not turn.was_wasted(blocks, FIRST_TURN - 1)
    assert turn.was_wasted(blocks, FIRST_TURN)
    assert not turn.was_wasted(blocks, FIRST_TURN)


def test_each_turn_needs_its_share() -> None:
    blocks = file(0)
    turn = Turn(0.0, 0)
    give(blocks, range(2))
    assert not turn.was_wasted(blocks, FIRST_TURN)
    assert not turn.was_wasted(blocks, 2 * FIRST_TURN - 1)
    assert turn.was_wasted(blocks, 2 * FIRST_TURN)


def test_who_was_believed_in_vain_has_longer() -> None:
    turn = Turn(0.0, 0, 2)
    assert not turn.was_wasted(file(0), 4 * FIRST_TURN - 1)
    assert turn.was_wasted(file(0), 4 * FIRST_TURN)
    assert Turn(0.0, 0, 10**6).was_wasted(file(0), 64 * FIRST_TURN)
