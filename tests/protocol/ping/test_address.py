"""Addresses: what is one, what is none, and which are the same."""

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from plong.protocol.errors import BadRequest
from plong.protocol.ping.address import (
    Address,
    ancestors,
    canonical,
    collapse,
    join,
    read_address,
    read_host,
)

CANONICAL = [
    ("http://localhost:5000", "http://localhost:5000"),
    ("https://relay.example", "https://relay.example"),
    ("https://relay.example/", "https://relay.example"),
    ("https://relay.example/at/x", "https://relay.example/at/x"),
    ("https://relay.example/at/X//", "https://relay.example/at/X"),
    ("https://relay.example//at///x", "https://relay.example/at/x"),
    ("HTTPS://Relay.EXAMPLE/At", "https://relay.example/At"),
    ("http://relay.example:80", "http://relay.example"),
    ("https://relay.example:443/a", "https://relay.example/a"),
    ("http://relay.example:443", "http://relay.example:443"),
    ("http://relay.example:", "http://relay.example"),
    ("http://relay.example:0080", "http://relay.example"),
    ("http://relay.example.", "http://relay.example"),
    ("http://my_relay", "http://my_relay"),
    ("http://B\u00fccher.example", "http://xn--bcher-kva.example"),
    ("http://XN--BCHER-KVA.example", "http://xn--bcher-kva.example"),
    ("http://relay\u3002example", "http://relay.example"),
    ("http://127.0.0.1:1", "http://127.0.0.1:1"),
    ("http://127.0.0.1.", "http://127.0.0.1"),
    ("http://\u2460\u2461\u2466.0.0.1", "http://127.0.0.1"),
    ("http://[::1]", "http://[::1]"),
    ("http://[0:0:0:0:0:0:0:1]:81", "http://[::1]:81"),
    ("http://[2001:DB8::A]", "http://[2001:db8::a]"),
    ("http://[::ffff:1.2.3.4]", "http://1.2.3.4"),
    ("http://[::ffff:102:304]", "http://1.2.3.4"),
    ("http://relay.example/%7ebob", "http://relay.example/~bob"),
    ("http://relay.example/%41%2fb", "http://relay.example/A%2Fb"),
    ("http://relay.example/%c3%bc", "http://relay.example/%C3%BC"),
    ("http://relay.example/@bob;v=1", "http://relay.example/@bob;v=1"),
    ("http://relay.example/...", "http://relay.example/..."),
]


@pytest.mark.parametrize(("text", "expected"), CANONICAL)
def test_an_address_has_one_canonical_form(text: str, expected: str) -> None:
    assert canonical(text) == expected
    assert canonical(expected) == expected


CHARACTER = "it has a character that no URL has"
QUERY = "it must have no query and no fragment"
SCHEME = "its scheme is another one"
PLACE = "it must name a host, perhaps a port, and no user"
HOST = "its host is no name and no IP address in its usual spelling"
PATH = "its path has a character that must be escaped"
DOTS = "its path must have no dot segments"

WRONG = [
    ("http://relay.example/a b", CHARACTER),
    (" http://relay.example", CHARACTER),
    ("http://relay.example\n", CHARACTER),
    ("http://relay\t.example", CHARACTER),
    ("http://relay.example\0", CHARACTER),
    ("http://relay.example\\@evil.example", CHARACTER),
    ("http://re\u200dlay.example", CHARACTER),
    ("http://relay.example?", QUERY),
    ("http://relay.example/?a=b", QUERY),
    ("http://relay.example#", QUERY),
    ("http://relay.example/#a", QUERY),
    ("ftp://relay.example", SCHEME),
    ("ws://relay.example", SCHEME),
    ("file://relay.example", SCHEME),
    ("//relay.example", SCHEME),
    ("", PLACE),
    ("relay.example", PLACE),
    ("http:", PLACE),
    ("http://", PLACE),
    ("http:///path", PLACE),
    ("http:relay.example", PLACE),
    ("http://:80", PLACE),
    ("http://bob@relay.example", PLACE),
    ("http://bob:secret@relay.example", PLACE),
    ("http://@relay.example", PLACE),
    ("http://relay.example:0", PLACE),
    ("http://relay.example:65536", PLACE),
    ("http://relay.example:-1", PLACE),
    ("http://relay.example:8_0", PLACE),
    ("http://relay.example:\uff18\uff10", PLACE),
    ("http://relay.example:80:80", PLACE),
    ("http://[::1", PLACE),
    ("http://[::1]x:80", PLACE),
    ("http://x[::1]", PLACE),
    ("http://[fe80::1%25eth0]", PLACE),
    ("http://[v1.x]", PLACE),
    ("http://relay\uff0fexample", PLACE),
    ("http://[]", PLACE),
    ("http://[1.2.3.4]", PLACE),
    ("http://[::g]", PLACE),
    ("http://127.1", HOST),
    ("http://2130706433", HOST),
    ("http://0x7f000001", HOST),
    ("http://0X7F.0.0.1", HOST),
    ("http://0177.0.0.1", HOST),
    ("http://127.0.0.0x1", HOST),
    ("http://1.2.3.256", HOST),
    ("http://1.2.3.4.5", HOST),
    ("http://relay.1", HOST),
    ("http://.", HOST),
    ("http://.relay.example", HOST),
    ("http://relay..example", HOST),
    ("http://-relay.example", HOST),
    ("http://relay-.example", HOST),
    ("http://%31.example", HOST),
    ("http://*.example", HOST),
    ("http://a,b", HOST),
    ("http://" + "a" * 64, HOST),
    ("http://" + "a." * 127 + "a", HOST),
    ("http://\u00fc..example", HOST),
    ("http://stra\u00dfe.example", HOST),
    ("http://\u03b1\u03c2.example", HOST),
    ("http://relay.example/\u00fc", PATH),
    ("http://relay.example/%", PATH),
    ("http://relay.example/%4", PATH),
    ("http://relay.example/%zz", PATH),
    ("http://relay.example/<b>", PATH),
    ('http://relay.example/"', PATH),
    ("http://relay.example/[", PATH),
    ("http://relay.example/.", DOTS),
    ("http://relay.example/a/../b", DOTS),
    ("http://relay.example/%2e%2E/b", DOTS),
    ("http://relay.example/a/.%2e", DOTS),
]


@pytest.mark.parametrize(("text", "reason"), WRONG)
def test_what_is_no_address_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BadRequest) as refused:
        read_address(text, "target")
    assert str(refused.value) == f"target must be an http or https URL: {reason}."


@pytest.mark.parametrize("text", ["http://[1:2]", "http://[:]", "http://[::1.2.3]"])
def test_what_is_no_ipv6_address_is_refused(text: str) -> None:
    with pytest.raises(BadRequest, match=r"it must name a host|its host is no name"):
        read_address(text)  # the second from Pythons whose urlsplit does not look


def test_an_address_is_not_longer_than_it_may_be() -> None:
    longest = "http://relay.example/" + "a" * (2048 - 21)
    assert canonical(longest) == longest
    with pytest.raises(BadRequest, match="origin must be at most 2048 characters"):
        canonical(longest + "/")


@given(st.text(max_size=40) | st.text("/:.@[]%?#x012f", max_size=20))
@example("\ud800")
@example("[::1]/..")
def test_whatever_is_read_reads_the_same_again(rest: str) -> None:
    try:
        address = read_address(f"http://{rest}")
    except BadRequest:
        return
    assert read_address(str(address)) == address
    assert str(address).isascii()


def test_a_host_is_read_as_in_an_address() -> None:
    assert read_host("Relay.Example.") == "relay.example"
    assert read_host("::FFFF:1.2.3.4") == "1.2.3.4"


@pytest.mark.parametrize("text", ["", "relay.example:80", "[::1]", "fe80::1%eth0", "a/b", "a@b"])
def test_what_is_no_host_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="its host is no name"):
        read_host(text)


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("http://a", "http://a/ping"),
        ("http://a/", "http://a/ping"),
        ("http://a/at/x", "http://a/at/x/ping"),
        ("http://a/at/x//", "http://a/at/x/ping"),
        ("http://a//at", "http://a//at/ping"),
    ],
)
def test_a_path_comes_behind_an_address_without_a_slash_at_its_end(base: str, url: str) -> None:
    assert join(base, "/ping") == url


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/ping", "/ping"), ("//ping", "/ping"), ("/at/x///outbox//i", "/at/x/outbox/i"), ("", "")],
)
def test_slashes_in_a_row_count_as_one(path: str, expected: str) -> None:
    assert collapse(path) == expected


def test_a_path_is_below_itself_and_those_above() -> None:
    assert [*ancestors("/a/b")] == ["/a/b", "/a", ""]
    assert [*ancestors("")] == [""]


@given(st.lists(st.text("ab~", min_size=1), max_size=4))
def test_every_ancestor_is_the_start_of_a_path_on_the_border_of_a_segment(names: list[str]) -> None:
    path = "".join(f"/{name}" for name in names)
    found = [*ancestors(path)]
    assert len(found) == len(names) + 1
    assert all(path == above or path.startswith(f"{above}/") for above in found)


@given(st.integers(1, 65535))
def test_a_port_is_written_unless_it_is_the_schemes_own(port: int) -> None:
    assume(port not in {80, 443})
    assert str(Address("https", "a", port, "")) == f"https://a:{port}"
