"""How many relayed connections there are, and how much goes through each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.libp2p.relay.circuits import Circuit, CircuitRoom, Circuits, Pair, Side
from plong.protocol.libp2p.relay.models import NO_LIMIT, Limit
from tests.protocol.libp2p.addresses import OTHER, PEER
from tests.protocol.libp2p.recorded import RELAY

PAIR = Pair(PEER, OTHER, "192.0.2.1")
BACK = Pair(OTHER, PEER, "192.0.2.2")


@pytest.mark.parametrize(
    "room",
    [
        CircuitRoom(total=2, per_peer=9, per_address=9),
        CircuitRoom(total=9, per_peer=2, per_address=9),
        CircuitRoom(total=9, per_peer=9, per_address=2),
    ],
)
def test_there_is_room_for_so_many(room: CircuitRoom) -> None:
    circuits = Circuits(room)
    assert [circuits.take(PAIR) for _ in range(3)] == [True, True, False]
    circuits.release(PAIR)
    assert [circuits.take(PAIR), circuits.take(PAIR), len(circuits)] == [True, False, 2]


def test_both_peers_are_counted() -> None:
    circuits = Circuits(CircuitRoom(per_peer=1))
    assert [circuits.take(PAIR), circuits.take(BACK)] == [True, False]
    circuits = Circuits(CircuitRoom(per_peer=1))
    third = Pair(RELAY.peer, OTHER, "192.0.2.3")
    assert [circuits.take(PAIR), circuits.take(third)] == [True, False]


def test_nothing_is_kept_of_what_is_over() -> None:
    circuits = Circuits(CircuitRoom(per_peer=1))
    circuits.take(PAIR)
    circuits.take(BACK)
    circuits.release(PAIR)
    assert (len(circuits), dict(circuits._peers), dict(circuits._addresses)) == (0, {}, {})


def test_a_connection_ends() -> None:
    assert Circuit(Limit(120, 0), 1000.0).ends_at == 1120.0
    assert Circuit(NO_LIMIT, 1000.0).ends_at == float("inf")


def test_each_side_has_as_many_bytes() -> None:
    circuit = Circuit(Limit(0, 100), 0.0)
    assert [circuit.carry(Side.CALLER, size) for size in (60, 40, 1)] == [60, 40, 0]
    assert [circuit.carry(Side.CALLED, size) for size in (99, 2, 1)] == [99, 1, 0]


@given(st.lists(st.tuples(st.sampled_from(Side), st.integers(0, 50))))
def test_never_more_than_the_limit_goes_through(sizes: list[tuple[Side, int]]) -> None:
    limited, free = Circuit(Limit(0, 100), 0.0), Circuit(NO_LIMIT, 0.0)
    carried = dict.fromkeys(Side, 0)
    for side, size in sizes:
        carried[side] += limited.carry(side, size)
        assert free.carry(side, size) == size
    wanted = {side: sum(size for where, size in sizes if where is side) for side in Side}
    assert carried == {side: min(100, wanted[side]) for side in Side}
