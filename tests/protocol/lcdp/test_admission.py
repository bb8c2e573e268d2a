"""Who may use the bridge: by its address, its headers, and what the server's owner says."""

import pytest

from plong.protocol.errors import NotLocal, OriginNotAllowed
from plong.protocol.lcdp.admission import Admission

Headers = list[tuple[str, str]]
LOOPBACK = ("127.0.0.0/8", "::1")
STRICT = Admission(LOOPBACK, (), (1501, 24255))
HOST = ("host", "localhost:1501")


@pytest.mark.parametrize("source", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_a_program_on_this_machine_may_come(source: str) -> None:
    STRICT.check(source, [HOST, ("user-agent", "websocat"), ("upgrade", "websocket")])
    STRICT.check(source, [])


@pytest.mark.parametrize("source", ["192.0.2.1", "10.0.0.1", "::2", "", "testclient"])
def test_nobody_else_may(source: str) -> None:
    with pytest.raises(NotLocal):
        STRICT.check(source, [HOST])


def test_others_may_whose_network_is_allowed() -> None:
    door = Admission(("192.0.2.0/24", "2001:db8::/32"), ("https://app.example",), (1501,))
    for source in ("192.0.2.7", "::ffff:192.0.2.7", "2001:db8::1"):
        door.check(source, [("host", "relay.example")])
        door.check(source, [("host", "relay.example"), ("origin", "https://app.example")])
        with pytest.raises(OriginNotAllowed):  # a page of that machine's, not of ours
            door.check(source, [("origin", "http://localhost:1501")])
    with pytest.raises(NotLocal):
        door.check("127.0.0.1", [HOST])


@pytest.mark.parametrize(
    "origin",
    [
        *("http://localhost:1501", "http://127.0.0.1:1501", "http://[::1]:1501"),
        *("http://localhost:24255", "http://127.0.0.1:24255"),
    ],
)
def test_the_servers_own_pages_may_come(origin: str) -> None:
    STRICT.check("127.0.0.1", [HOST, ("origin", origin), ("sec-fetch-site", "same-site")])


def test_a_page_at_the_port_of_http_has_none_in_its_origin() -> None:
    Admission(LOOPBACK, (), (80,)).check("127.0.0.1", [("origin", "http://localhost")])


@pytest.mark.parametrize(
    "headers",
    [
        [("origin", "https://evil.example")],
        [("origin", "null")],
        [("origin", "")],
        [("origin", "http://localhost:3000")],  # another program's page on this machine
        [("origin", "http://localhost")],
        [("origin", "https://localhost:1501")],
        [("origin", "http://localhost:1501.evil.example")],
        [("origin", "http://localhost:1501"), ("origin", "https://evil.example")],
        [("sec-fetch-site", "cross-site")],
        [("sec-fetch-site", "same-site")],
    ],
)
def test_a_foreign_page_may_not(headers: Headers) -> None:
    with pytest.raises(OriginNotAllowed) as refused:
        STRICT.check("127.0.0.1", [HOST, *headers])
    origins = [f"of {value!r}" for name, value in headers if name == "origin"]
    pages = origins[-1] if origins else "that name no origin"
    sentence = f"Pages {pages} may not use the bridge; name their origin in bridge_origins."
    assert str(refused.value) == sentence


def test_pages_that_are_named_may_come_and_with_a_star_all() -> None:
    origin = ("origin", "https://app.example")
    cross_site = ("sec-fetch-site", "cross-site")
    Admission(LOOPBACK, ("https://app.example",), ()).check("::1", [HOST, origin, cross_site])
    Admission(LOOPBACK, ("*",), ()).check("::1", [HOST, ("origin", "null")])


@pytest.mark.parametrize(
    "mark",
    [
        ("forwarded", "for=127.0.0.1"),
        ("x-forwarded-for", "127.0.0.1"),
        ("x-real-ip", "127.0.0.1"),
        ("via", "1.1 proxy"),
        ("host", "relay.example"),  # which a proxy kept, or somebody has led to loopback
        ("host", ""),
    ],
)
def test_who_comes_through_a_proxy_or_by_another_name_is_not_local(mark: tuple[str, str]) -> None:
    with pytest.raises(NotLocal):
        Admission(LOOPBACK, ("*",), ()).check("127.0.0.1", [mark])
