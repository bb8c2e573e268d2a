"""Who may begin a connection of libp2p."""

import pytest

from plong.hub.libp2p.door import Door
from plong.hub.tally import Tally
from plong.libp2p.errors import Refused
from plong.protocol.libp2p.multiaddr import parse_multiaddr
from tests.support.fakes import FakeClock

HERE = parse_multiaddr("/ip4/192.0.2.1/tcp/5")
BESIDE = parse_multiaddr("/ip4/192.0.2.1/tcp/6/ws")
THERE = parse_multiaddr("/ip4/192.0.2.2/tcp/5")


def test_one_address_begins_so_many_a_minute() -> None:
    clock = FakeClock()
    door = Door(2, clock.now, Tally())
    door.check(HERE)
    door.check(BESIDE)
    with pytest.raises(Refused) as refused:
        door.check(HERE)
    assert refused.value.reason == "rate-limited"
    door.check(THERE)
    clock.time += 30.1
    door.check(HERE)


def test_who_is_refused_is_counted() -> None:
    tally = Tally()
    Door(1, lambda: 0.0, tally).refused("full")
    assert tally.refusals == {("libp2p", "full"): 1}
