"""Others are told of good peers only, and always of the same until something changes."""

from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.lcdp.endpoint import MAX_PEERS, Reach
from plong.protocol.lcdp.gossip import Gossip
from plong.protocol.lcdp.models import Endpoint
from plong.protocol.lcdp.peer import Peer

NOW = 1_900_000_000.0
OPEN = Reach(loopback=True, private=True)
OVER_IPV4, OVER_IPV6 = Endpoint("203.0.113.1", 1), Endpoint("2001:db8::99", 1)
ADDRESSES = [
    *(Endpoint(f"192.0.2.{number}", 1) for number in range(40)),
    *(Endpoint(f"2001:db8::{number}", 1) for number in range(1, 5)),
]


class Town:
    """Peers, and who is named of them."""

    def __init__(self, count: int = 0) -> None:
        self.peers: dict[Endpoint, Peer] = {}
        self.gossip = Gossip(OPEN, self.peers, 100)
        for address in ADDRESSES[:count]:
            self.add(address)

    def add(self, address: Endpoint) -> None:
        self.peers[address] = Peer(address, NOW)
        self.gossip.add(address)

    def silence(self, address: Endpoint) -> None:
        self.peers[address] = Peer(address, NOW, misses=1)
        self.gossip.change(address)

    def lose(self, address: Endpoint) -> None:
        self.peers.pop(address, None)
        self.gossip.change(address)


def test_who_asks_is_left_out_and_another_is_named_for_him() -> None:
    town = Town(MAX_PEERS + 1)
    for address in ADDRESSES[: MAX_PEERS + 1]:
        named = town.gossip.named(address)
        assert len(named) == MAX_PEERS
        assert address not in named


def test_who_asks_over_ipv4_is_told_of_nobody_over_ipv6() -> None:
    town = Town(len(ADDRESSES))
    town.gossip.rank()
    assert all(one.is_ipv4 for one in town.gossip.named(OVER_IPV4))
    for _ in range(9):
        town.gossip.rank()
        assert len(set(town.gossip.named(OVER_IPV6))) == MAX_PEERS


def test_who_is_silent_or_gone_is_not_named_any_more() -> None:
    town = Town(40)
    first, second, *_ = town.gossip.named(OVER_IPV4)
    town.silence(first)
    town.lose(second)
    assert not {first, second} & set(town.gossip.named(OVER_IPV4))


def test_everybody_has_his_turn() -> None:
    town, named = Town(40), set[Endpoint]()
    for _ in range(8):
        named |= set(town.gossip.named(OVER_IPV4))
        town.gossip.rank()
    assert named == set(ADDRESSES[:40])


@given(
    st.lists(
        st.tuples(st.sampled_from(["add", "silence", "lose", "rank"]), st.sampled_from(ADDRESSES)),
        max_size=80,
    )
)
def test_whoever_is_named_is_good_and_all_are_named_if_there_are_few(
    steps: list[tuple[str, Endpoint]],
) -> None:
    town = Town()
    for what, address in steps:
        match what:
            case "rank":
                town.gossip.rank()
            case "add":
                town.add(address)
            case _ if address in town.peers:
                (town.silence if what == "silence" else town.lose)(address)
        good = {one for one, peer in town.peers.items() if not peer.misses and one.is_ipv4}
        named = town.gossip.named(OVER_IPV4)
        assert set(named) <= good
        assert len(named) == len(set(named)) == min(len(good), MAX_PEERS)
