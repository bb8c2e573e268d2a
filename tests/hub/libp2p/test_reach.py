"""Where strangers may make the server dial."""

from ipaddress import ip_network

import pytest

from plong.hub.libp2p.reach import dial_refusal


@pytest.mark.parametrize(
    ("address", "closed", "opened"),
    [
        (str(ip_network("192.0.2.0/24").broadcast_address + 1), None, None),  # the next is public
        ("10.0.0.1", "private", None),
        ("192.168.1.1", "private", None),
        ("127.0.0.1", "loopback", None),
        ("::1", "loopback", None),
        ("100.64.0.1", "carrier-grade NAT", None),
        ("fc00::1", "unique-local", None),
        ("169.254.169.254", "a cloud's metadata", "a cloud's metadata"),
        ("fd00:ec2::254", "a cloud's metadata", "a cloud's metadata"),
        ("169.254.1.1", "link-local", "link-local"),
        ("::ffff:10.0.0.1", "IPv4-mapped", "IPv4-mapped"),
        ("224.0.0.1", "multicast", "multicast"),
        ("0.0.0.0", "unspecified", "unspecified"),
        ("example.org", "not an address", "not an address"),
    ],
)
def test_private_networks_are_closed_unless_they_are_opened(
    address: str, closed: str | None, opened: str | None
) -> None:
    assert dial_refusal(address, private=False) == closed
    assert dial_refusal(address, private=True) == opened
