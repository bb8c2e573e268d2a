"""Where a server can be reached, as others are told and people are shown."""

import pytest

from plong.hub.libp2p.addresses import Spot, shown, told


@pytest.mark.parametrize(
    ("spot", "seen", "said"),
    [
        (Spot("192.0.2.1", 4001), "/ip4/192.0.2.1/tcp/4001", True),
        (Spot("2001:db8::1", 1501, ("ws",)), "/ip6/2001:db8::1/tcp/1501/ws", True),
        (Spot("fe80::1%eth0", 1), "/ip6/fe80::1/tcp/1", True),
        (Spot("localhost", 1501, ("ws",)), "/dns/localhost/tcp/1501/ws", True),
        (Spot("0.0.0.0", 4001), "/ip4/127.0.0.1/tcp/4001", False),
        (Spot("::", 4001), "/ip6/::1/tcp/4001", False),
        (Spot("b\u00fccher.example", 1), None, False),
    ],
)
def test_an_address_is_shown_and_told_unless_it_is_that_of_all(
    spot: Spot, seen: str | None, said: bool
) -> None:
    assert [*map(str, shown([spot]))] == ([seen] if seen else [])
    assert [*map(str, told([spot]))] == ([seen] if seen and said else [])
