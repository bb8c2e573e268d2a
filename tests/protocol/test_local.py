"""This machine's own addresses and names, and the marks of who stands in between."""

import pytest

from plong.protocol.local import host_of, is_by_proxy, is_local_host, is_loopback


@pytest.mark.parametrize("source", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_loopback_is_here(source: str) -> None:
    assert is_loopback(source)


@pytest.mark.parametrize("source", ["192.0.2.1", "10.0.0.1", "::2", "", "localhost", "127.0.0.1 "])
def test_everything_else_is_not(source: str) -> None:
    assert not is_loopback(source)


@pytest.mark.parametrize(
    "header",
    [
        *("localhost", "LocalHost:5000", "127.0.0.1:24255", "127.0.0.9", "[::1]:80", "[::1]"),
        "[0:0:0:0:0:0:0:1]",
    ],
)
def test_a_host_of_this_machine_is_known(header: str) -> None:
    assert is_local_host(header)


@pytest.mark.parametrize(
    "header",
    [
        *("evil.example.org", "localhost.evil.example.org", "localhost@evil.example.org", "127.1"),
        *("", ":80", "[127.0.0.1", "localhost:x", "192.0.2.1:24255", "[::2]", "localhost:5000/x"),
    ],
)
def test_any_other_host_is_not(header: str) -> None:
    assert not is_local_host(header)


def test_a_host_is_told_from_its_port() -> None:
    assert host_of("relay.example:5000") == "relay.example"
    assert host_of("[::1]:5000") == "::1"
    assert host_of("::1") is None


def test_what_proxies_add_is_known() -> None:
    added = ("forwarded", "via", "x-forwarded-for", "x-real-ip", "x-original-url", "true-client-ip")
    assert all(map(is_by_proxy, added))
    assert not any(map(is_by_proxy, ("host", "user-agent", "x-forwarder", "devia")))
