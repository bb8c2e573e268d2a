"""The table of a stream's states keeps its law."""

from itertools import product

import pytest

from plong.protocol.libp2p.yamux.states import TRANSITIONS, Move, State, is_legal, is_over

ORDER = (State.OPEN, State.LOCAL_CLOSE, State.REMOTE_CLOSE, State.CLOSED, State.RESET)


def test_every_state_has_its_row() -> None:
    assert set(TRANSITIONS) == set(State) == set(ORDER)


@pytest.mark.parametrize(("state", "move"), [*product(State, Move)])
def test_no_move_goes_back(state: State, move: Move) -> None:
    after = TRANSITIONS[state].get(move, state)
    assert ORDER.index(after) >= ORDER.index(state)
    assert is_legal(state, move) is (move in TRANSITIONS[state])


def test_each_side_closes_its_own_half() -> None:
    here = TRANSITIONS[TRANSITIONS[State.OPEN][Move.FIN_SENT]]
    there = TRANSITIONS[TRANSITIONS[State.OPEN][Move.FIN_RECEIVED]]
    assert here[Move.FIN_RECEIVED] == there[Move.FIN_SENT] == State.CLOSED
    assert Move.DATA_SENT not in here
    assert Move.DATA_RECEIVED in here
    assert Move.DATA_RECEIVED not in there
    assert Move.DATA_SENT in there


def test_what_is_over_is_over() -> None:
    assert [state for state in State if is_over(state)] == [State.CLOSED, State.RESET]
    assert all(Move.RST in TRANSITIONS[state] for state in State if not is_over(state))
