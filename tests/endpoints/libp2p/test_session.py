"""Where a peer at a WebSocket is, as libp2p writes it."""

import pytest

from plong.endpoints.libp2p.session import remote_of


@pytest.mark.parametrize(
    ("client", "address"),
    [
        (("192.0.2.1", 5), "/ip4/192.0.2.1/tcp/5/ws"),
        (("::ffff:192.0.2.1", 5), "/ip4/192.0.2.1/tcp/5/ws"),
        (("2001:db8::1", 5), "/ip6/2001:db8::1/tcp/5/ws"),
        (("fe80::1%eth0", 5), "/ip6/fe80::1/tcp/5/ws"),
        (("", 0), "/ip4/0.0.0.0/tcp/0/ws"),
        (("testclient", 5), "/ip4/0.0.0.0/tcp/0/ws"),
    ],
)
def test_every_client_has_an_address(client: tuple[str, int], address: str) -> None:
    assert str(remote_of(client)) == address
