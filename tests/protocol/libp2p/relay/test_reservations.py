"""Who may be reached, until when, and how many they are."""

from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.libp2p.keys import KeyKind, PublicKey
from plong.protocol.libp2p.peer_id import PeerId, peer_id_of
from plong.protocol.libp2p.relay.reservations import RESERVATION_TTL, Reservations, Room

NOW = 1_000_000.5
END = 1_000_000 + RESERVATION_TTL


def peer(number: int) -> PeerId:
    return peer_id_of(PublicKey(KeyKind.ED25519, number.to_bytes(32, "big")))


def test_a_reservation_ends() -> None:
    held = Reservations(Room())
    assert held.reserve(peer(1), "192.0.2.1", NOW) == END
    assert held.holds(peer(1), END - 0.1)
    assert not held.holds(peer(2), NOW)
    assert not held.holds(peer(1), END)
    assert (len(held), dict(held._addresses)) == (0, {})


def test_a_reservation_is_refreshed() -> None:
    held = Reservations(Room(total=1, per_address=1))
    held.reserve(peer(1), "192.0.2.1", NOW)
    assert held.reserve(peer(1), "192.0.2.1", NOW + 60) == END + 60
    assert held.reserve(peer(1), "192.0.2.2", NOW + 90) == END + 90
    assert (held.holds(peer(1), END + 89), len(held)) == (True, 1)


def test_there_is_room_for_so_many() -> None:
    held = Reservations(Room(total=2, per_address=9))
    assert [held.reserve(peer(n), f"192.0.2.{n}", NOW) for n in (1, 2, 3)] == [END, END, None]
    held.release(peer(1))
    assert held.reserve(peer(3), "192.0.2.3", NOW) == END


def test_there_is_room_for_so_many_from_one_address() -> None:
    held = Reservations(Room(total=9, per_address=2))
    assert [held.reserve(peer(n), "192.0.2.1", NOW) for n in (1, 2, 3)] == [END, END, None]
    assert held.reserve(peer(3), "192.0.2.2", NOW) == END
    assert held.reserve(peer(3), "192.0.2.1", NOW) is None
    assert held.holds(peer(3), NOW)


def test_what_is_over_makes_room() -> None:
    held = Reservations(Room(total=1, per_address=1))
    held.reserve(peer(1), "192.0.2.1", NOW)
    assert held.reserve(peer(2), "192.0.2.1", END - 1) is None
    assert held.reserve(peer(2), "192.0.2.1", END) == END + RESERVATION_TTL


def test_only_what_is_held_is_released() -> None:
    held = Reservations(Room())
    held.release(peer(1))
    held.reserve(peer(1), "192.0.2.1", NOW)
    held.release(peer(1))
    held.release(peer(1))
    assert (len(held), dict(held._addresses)) == (0, {})


DEEDS = st.tuples(
    st.sampled_from(["reserve", "release", "prune"]),
    st.integers(1, 5),
    st.sampled_from("ab"),
    st.integers(0, RESERVATION_TTL),
)


@given(st.lists(DEEDS))
def test_the_bounds_hold_and_the_books_are_right(
    deeds: list[tuple[str, int, str, int]],
) -> None:
    held, ends, now = Reservations(Room(total=3, per_address=2)), dict[int, tuple[str, int]](), 0
    for deed, number, address, later in deeds:
        now += later
        ends = {n: end for n, end in ends.items() if end[1] > now}
        if deed == "reserve" and (expires := held.reserve(peer(number), address, now)):
            ends[number] = (address, expires)
        elif deed == "release":
            held.release(peer(number))
            ends.pop(number, None)
        held.prune(now)
        assert [n for n in range(1, 6) if held.holds(peer(n), now)] == sorted(ends)
        counted = [where for where, _ in ends.values()]
        assert dict(held._addresses) == {a: counted.count(a) for a in counted}
        assert len(held) <= 3
        assert all(count <= 2 for count in held._addresses.values())
