"""Who a request comes from, as it is put into an ASGI scope; what the operator is told."""

import logging
from typing import Any

import pytest

from plong.endpoints.clients import Clients

PROXY, HERE = ("127.0.0.1", 50001), ("127.0.0.1", 1501)
FORWARDED = (b"x-forwarded-for", b"192.0.2.1")
SETTING = 'set trusted_proxies to ["%s"].'


def trusting(*networks: str) -> Clients:
    return Clients(lambda: networks)


def settled(clients: Clients, caller: tuple[str, int] | None, *headers: tuple[bytes, bytes]) -> Any:
    scope = {"client": caller, "server": HERE, "headers": list(headers)}
    clients.settle(scope)
    return scope


def test_a_trusted_proxy_speaks_for_its_client() -> None:
    scope = settled(trusting("127.0.0.1"), PROXY, (b"host", b"x"), FORWARDED)
    assert (scope["client"], scope["server"]) == (("192.0.2.1", 0), None)


def test_the_same_twice_is_the_same() -> None:
    clients = trusting("127.0.0.1")
    scope = settled(clients, PROXY, FORWARDED)
    clients.settle(scope)
    assert scope["client"] == ("192.0.2.1", 0)


@pytest.mark.parametrize(
    ("trusted", "headers"),
    [
        ((), [FORWARDED]),
        (("127.0.0.2",), [FORWARDED]),
        (("127.0.0.1",), []),
        (("127.0.0.1",), [(b"x-forwarded-for", b"\xff\x00evil")]),
        (("127.0.0.1",), [(b"forwarded", b"for=192.0.2.1"), (b"x-real-ip", b"192.0.2.1")]),
    ],
)
def test_otherwise_it_is_who_connects(
    trusted: tuple[str, ...], headers: list[tuple[bytes, bytes]]
) -> None:
    scope = settled(trusting(*trusted), PROXY, *headers)
    assert (scope["client"], scope["server"]) == (PROXY, HERE)


def test_nobody_speaks_for_others_over_a_unix_socket() -> None:
    assert settled(trusting("127.0.0.1"), None, FORWARDED)["client"] is None


def test_sockets_count_by_address_but_those_of_trusted_proxies() -> None:
    clients = trusting("127.0.0.1")
    assert clients.seat_of(PROXY) is None
    assert clients.seat_of(("::ffff:127.0.0.1", 1)) is None
    assert clients.seat_of(("2001:db8::1", 1)) == "2001:db8::/64"
    assert clients.seat_of(None) == ""


@pytest.mark.parametrize(
    ("caller", "said"),
    [
        *(("127.0.0.1", "127.0.0.1"), ("10.0.0.1", "10.0.0.1"), ("fd00::1", "fd00::1")),
        ("::ffff:127.0.0.1", "127.0.0.1"),
    ],
)
def test_a_forgotten_setting_is_told_once(
    caller: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    clients = trusting()
    for _ in range(3):
        settled(clients, (caller, 1), FORWARDED)
    [record] = caplog.records
    assert (record.name, record.levelno) == ("plong.proxies", logging.WARNING)
    assert record.getMessage().endswith(SETTING % said)
    assert "192.0.2.1" not in record.getMessage()


def test_nothing_is_told_of_strangers_nor_where_proxies_are_named(
    caplog: pytest.LogCaptureFixture,
) -> None:
    settled(trusting(), ("2000::1", 1), FORWARDED)
    settled(trusting(), PROXY)
    settled(trusting(), ("testclient", 1), FORWARDED)
    settled(trusting("10.0.0.0/8"), PROXY, FORWARDED)
    assert not caplog.records
