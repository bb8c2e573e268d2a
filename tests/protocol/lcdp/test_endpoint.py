"""Addresses: read in one spelling only, told to those who stand them, called where one may."""

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.lcdp.endpoint import MAX_PEERS, Reach, endpoint_of, gossip_for, read_endpoint
from plong.protocol.lcdp.models import Endpoint
from tests.protocol.lcdp.strategies import endpoints, ipv4, mapped


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("192.0.2.1:1", "192.0.2.1", 1),
        ("192.0.2.1:65535", "192.0.2.1", 65535),
        ("[2001:db8::1]:24254", "2001:db8::1", 24254),
        ("[2001:DB8:0:0::1]:24254", "2001:db8::1", 24254),
        ("[::ffff:192.0.2.1]:7", "192.0.2.1", 7),
        ("[::ffff:c000:201]:7", "192.0.2.1", 7),
        ("[::]:7", "::", 7),
    ],
)
def test_an_address_is_read(text: str, host: str, port: int) -> None:
    assert read_endpoint(text) == Endpoint(host, port)


@pytest.mark.parametrize(
    "text",
    [
        *("", ":", "192.0.2.1", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:65536", "192.0.2.1:-1"),
        *("192.0.2.1:01", "192.0.2.1:+1", "192.0.2.1:1 ", " 192.0.2.1:1", "192.0.2.1:1\n"),
        *("192.0.2:1", "192.0.2.256:1", "192.0.2.01:1", "0xc0000201:1", "192.0.2.1:\uff11"),
        *("localhost:1", "node.example:24254", "2001:db8::1:24254", "[2001:db8::1]", "[]:1"),
        *("[fe80::1%eth0]:1", "[2001:db8::g]:1", "[::1:1", "::1]:1"),
    ],
)
def test_nothing_else_is_an_address(text: str) -> None:
    assert read_endpoint(text) is None


@given(endpoints)
def test_what_is_written_is_read(endpoint: Endpoint) -> None:
    assert read_endpoint(str(endpoint)) == endpoint


@given(st.text(alphabet="0123456789abcdef.:[]%x") | st.text())
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    read = read_endpoint(text)
    assert read is None or read_endpoint(str(read)) == read


@given(st.ip_addresses(v=4), st.integers(min_value=1, max_value=65535))
def test_an_ipv4_address_is_one_however_a_socket_says_it(address: IPv4Address, port: int) -> None:
    assert endpoint_of(mapped(address), port) == endpoint_of(str(address), port)


@pytest.mark.parametrize(
    ("host", "port"), [("fe80::1%2", 1), ("localhost", 1), ("192.0.2.1", 0), ("192.0.2.1", 65536)]
)
def test_a_socket_may_have_addresses_that_are_no_endpoints(host: str, port: int) -> None:
    assert endpoint_of(host, port) is None


@given(st.lists(endpoints), ipv4)
def test_over_ipv4_nobody_is_told_of_ipv6(known: list[Endpoint], requester: Endpoint) -> None:
    told = gossip_for(requester, known)
    assert all(endpoint.is_ipv4 for endpoint in told)
    assert list(told) == [endpoint for endpoint in known if endpoint.is_ipv4][:MAX_PEERS]


def test_nobody_is_told_of_too_many() -> None:
    known = [Endpoint("2001:db8::1", port) for port in range(1, 30)]
    assert gossip_for(Endpoint("::1", 1), known) == tuple(known[:MAX_PEERS])


@pytest.mark.parametrize(
    ("host", "reach"),
    [
        ("192.0.2.1", Reach()),
        ("2001:db8::1", Reach()),
        ("127.0.0.1", Reach(loopback=True)),
        ("::1", Reach(loopback=True)),
        ("10.0.0.1", Reach(private=True)),
        ("172.31.255.255", Reach(private=True)),
        ("192.168.0.1", Reach(private=True)),
        ("169.254.0.1", Reach(private=True)),
        ("100.127.255.255", Reach(private=True)),
        ("fd00::1", Reach(private=True)),
        ("fe80::1", Reach(private=True)),
    ],
)
def test_who_may_be_called(host: str, reach: Reach) -> None:
    endpoint = Endpoint(host, 1)
    assert reach.allows(endpoint)
    assert Reach(loopback=True, private=True).allows(endpoint)
    assert Reach().allows(endpoint) == (reach == Reach())
    assert Reach(loopback=not reach.loopback, private=not reach.private).allows(endpoint) == (
        reach == Reach()
    )


@pytest.mark.parametrize(
    "host",
    [
        *("0.0.0.0", "0.255.255.255", "224.0.0.1", "239.255.255.255", "240.0.0.1"),
        *("255.255.255.255", "169.254.169.254"),
        *("::", "::2", "::7f00:1", "ff02::1", "64:ff9b::c000:201", "64:ff9b:1::1", "2002::1"),
        *("2001::1", "::ffff:0:c000:201", "fd00:ec2::254"),
    ],
)
def test_who_may_never_be_called(host: str) -> None:
    endpoint = endpoint_of(host, 1)
    assert endpoint is not None
    assert not Reach(loopback=True, private=True).allows(endpoint)


@given(endpoints, st.booleans(), st.booleans())
def test_whether_somebody_may_be_called_is_known_of_all(
    endpoint: Endpoint, loopback: bool, private: bool
) -> None:
    wider = Reach(loopback=True, private=True).allows(endpoint)
    assert wider or not Reach(loopback=loopback, private=private).allows(endpoint)
