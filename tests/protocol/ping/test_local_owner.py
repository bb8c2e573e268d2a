"""Without a token, the owner is on the same machine, and nothing stands in between."""

import pytest

from plong.protocol.ping.address import read_address
from plong.protocol.ping.local_owner import is_local_owner

BASE = read_address("https://relay.example.org:5000/plong")
Headers = list[tuple[str, str]]


@pytest.mark.parametrize("source", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize(
    "host",
    [
        *("localhost:5000", "LocalHost", "127.0.0.1:5000", "[::1]:5000", "[::1]"),
        "relay.example.org:5000",
    ],
)
def test_a_program_on_this_machine_is_the_owner(source: str, host: str) -> None:
    headers = [("host", host), ("user-agent", "curl/8"), ("content-type", "application/json")]
    assert is_local_owner(source, headers, BASE)


@pytest.mark.parametrize(
    "source", ["192.0.2.1", "10.0.0.1", "::2", "::ffff:192.0.2.1", "", "testclient", "127.0.0.1 "]
)
def test_nobody_else_is(source: str) -> None:
    assert not is_local_owner(source, [("host", "localhost:5000")], BASE)


@pytest.mark.parametrize(
    "origin",
    [
        *("http://localhost:5000", "http://127.0.0.1:5000", "http://[::1]:5000"),
        "https://relay.example.org:5000",
    ],
)
def test_the_servers_own_page_asks_for_the_owner(origin: str) -> None:
    assert is_local_owner("127.0.0.1", [("host", "localhost:5000"), ("origin", origin)], BASE)


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_browser_asks_for_the_owner_from_the_own_page_and_by_hand(site: str) -> None:
    headers = [("host", "localhost:5000"), ("sec-fetch-site", site)]
    assert is_local_owner("127.0.0.1", headers, BASE)


MARKS: list[Headers] = [
    [("forwarded", "for=127.0.0.1")],
    [("x-forwarded-for", "127.0.0.1")],
    [("x-forwarded-proto", "")],
    [("x-forwarded", "")],
    [("x-real-ip", "127.0.0.1")],
    [("via", "1.1 proxy")],
    [("cf-connecting-ip", "192.0.2.1")],
    [("true-client-ip", "192.0.2.1")],
    [("x-client-ip", "192.0.2.1")],
    [("x-original-host", "relay.example.org")],
    [("sec-fetch-site", "cross-site")],  # an image, say: no Origin
    [("sec-fetch-site", "same-site")],
    [("origin", "https://evil.example.org")],
    [("origin", "null")],
    [("origin", "")],
    [("origin", "http://localhost:3000")],  # another program's page on this machine
    [("origin", "https://relay.example.org")],
    [("origin", "http://relay.example.org:5000")],
    [("origin", "http://localhost:5000"), ("origin", "https://evil.example.org")],
    [("host", "evil.example.org:5000")],  # a name that its owner has led to 127.0.0.1
    [("host", "localhost.evil.example.org")],
    [("host", "localhost:5000@evil.example.org")],
    [("host", "127.1")],
    [("host", "[127.0.0.1")],
    [("host", "")],
]


@pytest.mark.parametrize("marks", MARKS)
def test_one_mark_of_somebody_in_between_is_enough(marks: Headers) -> None:
    assert not is_local_owner("127.0.0.1", [("host", "localhost:5000"), *marks], BASE)
