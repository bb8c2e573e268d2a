"""Blocks: how they are asked for, and whom they hold off."""

import pytest

from plong.protocol.errors import BadRequest
from plong.protocol.fields import parse_object
from plong.protocol.models import to_json
from plong.protocol.ping.address import read_address
from plong.protocol.ping.block import BlockList, read_block
from plong.protocol.ping.models import Block, BlockKind

BOB, NOW = "B" * 43, 1000.0


def read(kind: str, value: object) -> Block:
    return read_block(parse_object(to_json({kind: value}).encode()), BOB, NOW)


BLOCKS = [
    ("origin", "https://Relay.example/at/x/", "https://relay.example/at/x"),
    ("prefix", "https://relay.example//at/", "https://relay.example/at"),
    ("host", "Relay.EXAMPLE.", "relay.example"),
    ("host", "b\u00fccher.example", "xn--bcher-kva.example"),
    ("host", "::FFFF:192.0.2.1", "192.0.2.1"),
    ("host", "2001:DB8::1", "2001:db8::1"),
    ("network", "192.0.2.7/24", "192.0.2.0/24"),
    ("network", "192.0.2.7", "192.0.2.7/32"),
    ("network", "2001:DB8::1/32", "2001:db8::/32"),
    ("network", "::ffff:192.0.2.7/120", "192.0.2.0/24"),
    ("network", "::ffff:0:0/96", "0.0.0.0/0"),
    ("network", "::/0", "::/0"),
    ("network", "::ffff:0:0/95", "::fffe:0:0/95"),
]


@pytest.mark.parametrize(("kind", "value", "expected"), BLOCKS)
def test_a_block_is_asked_for_and_kept_in_its_canonical_form(
    kind: str, value: str, expected: str
) -> None:
    assert read(kind, value) == Block(BOB, BlockKind(kind), expected, NOW)
    assert read(kind, expected).value == expected


ONE = "A block must have exactly one of origin, prefix, host, network."


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (b"{}", ONE),
        (b'{"origin": null}', ONE),
        (b'{"address": "http://a"}', ONE),
        (b'{"origin": "http://a", "host": "a"}', ONE),
        (b'{"origin": ["http://a"]}', "origin must be a string."),
        (b'{"host": ""}', "This is no host: ''."),
        (b'{"host": "http://a"}', "This is no host: 'http://a'."),
        (b'{"host": "a:80"}', "This is no host: 'a:80'."),
        (b'{"host": "*.a"}', "This is no host: '*.a'."),
        (b'{"host": "127.1"}', "This is no host: '127.1'."),
        (b'{"host": "%b"}' % (b"a." * 128), "host must be at most 255 characters."),
        (b'{"network": "a"}', "This is no network: 'a'."),
        (b'{"network": "10.0.0.0/33"}', "This is no network: '10.0.0.0/33'."),
        (b'{"network": "fe80::%1/64"}', "This is no network: 'fe80::%1/64'."),
        (b'{"network": "%b"}' % (b"1" * 256), "network must be at most 255 characters."),
        (b'{"prefix": "%b"}' % (b"1" * 2049), "prefix must be at most 2048 characters."),
        (b'{"host": "\\ud800"}', "host must be valid Unicode."),
    ],
)
def test_a_wrong_block_is_refused(body: bytes, answer: str) -> None:
    with pytest.raises(BadRequest) as refused:
        read_block(parse_object(body), BOB, NOW)
    assert str(refused.value) == answer


@pytest.mark.parametrize("value", ["http://", "a", "http://a?b", "http://a/../b"])
@pytest.mark.parametrize("kind", ["origin", "prefix"])
def test_what_is_no_address_cannot_be_blocked_as_one(kind: str, value: str) -> None:
    with pytest.raises(BadRequest, match=f"{kind} must be an http or https URL"):
        read(kind, value)


MATCHES = [
    ("origin", "https://relay.example/at/x", "https://relay.example/at/x", True),
    ("origin", "https://relay.example/at/x", "HTTPS://relay.EXAMPLE:443//at/%78/", True),
    ("origin", "https://relay.example/at/x", "https://relay.example/at/x/y", False),
    ("origin", "https://relay.example/at/x", "https://relay.example/at/X", False),
    ("origin", "https://relay.example/at/x", "http://relay.example/at/x", False),
    ("origin", "https://relay.example", "https://relay.example/at/x", False),
    ("prefix", "https://relay.example/at/x", "https://relay.example/at/x", True),
    ("prefix", "https://relay.example/at/x", "https://relay.example/at/x/y/z", True),
    ("prefix", "https://relay.example/at/x", "https://relay.example/at/xy", False),
    ("prefix", "https://relay.example/at/x", "https://relay.example/at", False),
    ("prefix", "https://relay.example/at/x", "https://relay.example/at%2Fx", False),
    ("prefix", "https://relay.example", "https://relay.example/at/x", True),
    ("prefix", "https://relay.example", "https://relay.example:8443/at/x", False),
    ("prefix", "https://relay.example", "https://a.relay.example/at/x", False),
    ("host", "relay.example", "https://relay.example", True),
    ("host", "relay.example", "http://RELAY.example.:81/at/x", True),
    ("host", "relay.example", "https://a.b.relay.example", True),
    ("host", "relay.example", "https://otherrelay.example", False),
    ("host", "relay.example", "https://example", False),
    ("host", "a.relay.example", "https://relay.example", False),
    ("host", "192.0.2.1", "http://192.0.2.1:5000", True),
    ("host", "192.0.2.1", "http://[::ffff:192.0.2.1]:5000", True),
    ("host", "192.0.2.1", "http://192.0.2.11", False),
    ("host", "2001:db8::1", "http://[2001:DB8:0::1]", True),
    ("host", "2001:db8::1", "http://[2001:db8::2]", False),
]


@pytest.mark.parametrize(("kind", "value", "origin", "holds"), MATCHES)
def test_a_block_holds_off_an_origin(kind: str, value: str, origin: str, holds: bool) -> None:
    blocks = BlockList([read(kind, value), read("origin", "https://somebody.else")])
    assert blocks.holds(read_address(origin), "198.51.100.1") is holds


def test_the_end_of_an_ip_address_is_no_domain() -> None:
    blocks = BlockList([Block(BOB, BlockKind.HOST, "0.2.1", NOW)])
    assert not blocks.holds(read_address("http://192.0.2.1"), "")


SOURCES = [
    ("192.0.2.0/24", "192.0.2.0", True),
    ("192.0.2.0/24", "192.0.2.255", True),
    ("192.0.2.0/24", "192.0.1.255", False),
    ("192.0.2.0/24", "192.0.3.0", False),
    ("192.0.2.0/24", "::ffff:192.0.2.9", True),
    ("::ffff:192.0.2.0/120", "192.0.2.9", True),
    ("192.0.2.9", "192.0.2.9", True),
    ("2001:db8::1", "192.0.2.9", False),
    ("0.0.0.0/0", "198.51.100.1", True),
    ("0.0.0.0/0", "2001:db8::1", False),
    ("::/0", "198.51.100.1", False),
    ("::/0", "2001:db8::1", True),
    ("2001:db8::/32", "2001:DB8:1::1", True),
    ("2001:db8::/32", "2001:db9::", False),
    ("fe80::/10", "fe80::1%eth0", True),
    ("0.0.0.0/0", "", False),
    ("0.0.0.0/0", "testclient", False),
]


@pytest.mark.parametrize(("network", "source", "holds"), SOURCES)
def test_a_block_holds_off_a_network(network: str, source: str, holds: bool) -> None:
    blocks = BlockList([read("network", network), read("network", "203.0.113.1")])
    assert blocks.holds(read_address("https://relay.example"), source) is holds


def test_nobody_is_blocked_without_a_block() -> None:
    assert not BlockList([]).holds(read_address("https://relay.example"), "192.0.2.1")
