"""Which addresses can be dialled."""

import pytest
from hypothesis import given

from plong.protocol.libp2p.dialling import Family, Target, Transport, target_of
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.multiaddr import Multiaddr, parse_multiaddr
from tests.protocol.libp2p.addresses import MULTIADDRS, PEER

HOST = "example.org"


def target(text: str) -> Target:
    return target_of(parse_multiaddr(text))


@pytest.mark.parametrize(
    ("text", "host", "port", "family", "transport"),
    [
        ("/ip4/192.0.2.1/tcp/4001", "192.0.2.1", 4001, Family.IPV4, Transport.TCP),
        ("/ip6/2001:db8::1/tcp/1", "2001:db8::1", 1, Family.IPV6, Transport.TCP),
        (f"/dns/{HOST}/tcp/4001", HOST, 4001, Family.ANY, Transport.TCP),
        (f"/dns4/{HOST}/tcp/80/ws", HOST, 80, Family.IPV4, Transport.WEBSOCKET),
        (f"/dns6/{HOST}/tcp/443/wss", HOST, 443, Family.IPV6, Transport.SECURE_WEBSOCKET),
        (f"/dns4/{HOST}/tcp/443/tls/ws", HOST, 443, Family.IPV4, Transport.SECURE_WEBSOCKET),
    ],
)
def test_an_address_is_dialled(
    text: str, host: str, port: int, family: Family, transport: Transport
) -> None:
    assert target(text) == Target(host, port, family, transport, host, None)
    assert target(f"{text}/p2p/{PEER}") == Target(host, port, family, transport, host, PEER)


def test_a_certificate_may_be_of_another_name() -> None:
    there = target(f"/ip4/192.0.2.1/tcp/443/tls/sni/{HOST}/ws")
    assert (there.host, there.server_name) == ("192.0.2.1", HOST)
    assert there.transport is Transport.SECURE_WEBSOCKET


@pytest.mark.parametrize(
    "text",
    [
        *(
            "/ip4/192.0.2.1",
            "/tcp/1",
            "/tcp/1/ip4/192.0.2.1",
            "/ip4/192.0.2.1/tcp/0",
            f"/p2p/{PEER}",
        ),
        *("/ip4/192.0.2.1/udp/1", "/ip4/192.0.2.1/udp/1/quic-v1", "/dnsaddr/example.org"),
        *("/ip4/192.0.2.1/tcp/1/tls", "/ip4/192.0.2.1/tcp/1/ws/ws", "/ip4/192.0.2.1/tcp/1/ws/tls"),
        *(
            "/ip6zone/eth0/ip6/fe80::1/tcp/1",
            "/dnsaddr/example.org/tcp/1",
            "/ip4/192.0.2.1/tcp/1/http",
        ),
        f"/ip4/192.0.2.1/tcp/1/p2p/{PEER}/p2p-circuit/p2p/{PEER}",
        f"/ip4/192.0.2.1/tcp/1/p2p/{PEER}/p2p-circuit",
        f"/ip4/192.0.2.1/tcp/1/p2p/{PEER}/ws",
    ],
)
def test_an_address_is_not_dialled(text: str) -> None:
    with pytest.raises(ProtocolViolation):
        target(text)


@given(MULTIADDRS)
def test_every_address_is_dialled_or_refused(address: Multiaddr) -> None:
    try:
        there = target_of(address)
    except ProtocolViolation:
        return
    assert str(address).startswith((f"/ip4/{there.host}/", f"/ip6/{there.host}/", "/dns"))
