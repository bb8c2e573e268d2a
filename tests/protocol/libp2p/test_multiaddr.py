"""Addresses, as other programs write them, and as strangers may."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.libp2p.delimited import write_delimited
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.multiaddr import (
    MAX_BYTES,
    MAX_LISTED,
    MAX_PARTS,
    Multiaddr,
    parse_multiaddr,
    read_known,
    read_multiaddr,
    socket_multiaddr,
)
from tests.protocol.libp2p.addresses import ADDRESS, MULTIADDRS, PEER

VECTORS = Path(__file__).parents[2] / "vectors" / "libp2p_multiaddrs.json"
WORDS = st.sampled_from(["ip4", "tcp", "dns", "ws", "1", "::1"])
ADDRESSES: list[tuple[str, str]] = json.loads(VECTORS.read_text())["addresses"]


@pytest.mark.parametrize(("text", "data"), ADDRESSES)
def test_an_address_is_written_as_others_write_it(text: str, data: str) -> None:
    address = parse_multiaddr(text)
    assert (str(address), address.data.hex()) == (text, data)
    assert read_multiaddr(bytes.fromhex(data)) == address


@given(MULTIADDRS)
def test_an_address_comes_back(address: Multiaddr) -> None:
    assert parse_multiaddr(str(address)) == read_multiaddr(address.data) == address


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        (f"/ipfs/{PEER}", f"/p2p/{PEER}"),
        ("/ip6/2001:DB8:0::1/tcp/1", "/ip6/2001:db8::1/tcp/1"),
        ("/http-path/api%2fv0", "/http-path/api%2Fv0"),
        ("/http-path/%61", "/http-path/a"),
    ],
)
def test_an_address_has_one_spelling(text: str, spelled: str) -> None:
    assert str(parse_multiaddr(text)) == spelled


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "/",
            "//",
            "ip4/192.0.2.1",
            "/ip4",
            "/ip4/",
            "/ip4/192.0.2.1/",
            "/ip4/192.0.2.1//tcp/1",
        ),
        *("/ip4/192.0.2", "/ip4/192.0.2.256", "/ip4/192.0.2.01", "/ip4/0x7f000001", "/ip4/::1"),
        *("/ip6/192.0.2.1", "/ip6/::g", "/ip6/fe80::1%eth0", "/ip6zone/a b", "/ip4/①.0.0.1"),
        *("/tcp/65536", "/tcp/-1", "/tcp/01", "/tcp/1e3", "/tcp/٣", "/tcp/x", "/tcp/ws", "/udp/+1"),
        *("/dns4/a b", "/dns4/.", "/dns4/ü.example", "/dns4/a..b", f"/dns4/{'a' * 64}"),
        *(
            "/p2p/x",
            "/p2p/12D3Koo",
            "/certhash/u",
            "/certhash/uEiA",
            "/certhash/uAAA",
            "/http-path/%",
        ),
        *("/nonsense", "/ws/ip", "/unix/tmp/x", "/IP4/192.0.2.1", "/ws" * (MAX_PARTS + 1)),
        "/http-path/" + "a" * (MAX_BYTES + 1),
        "/dns4/" + "a." * 2000,
    ],
)
def test_a_text_is_refused(text: str) -> None:
    with pytest.raises(ProtocolViolation):
        parse_multiaddr(text)


@pytest.mark.parametrize(
    "data",
    [
        *("", "04", "04c00002", "06", "0601", "29" + "00" * 15, "36", "3600", "3605", "360561"),
        *("360120", "3601ff", "36022e61", "8402", "7f", "a503020000", "d203021100", "90030161"),
        *("0480", "84000102", "bd03" * (MAX_PARTS + 1), "36ffffffffffffffff7f61"),
        "3681807f" + "61" * 10,
        "e103" + write_delimited(b"a" * MAX_BYTES).hex(),
    ],
)
def test_bytes_are_refused(data: str) -> None:
    with pytest.raises(ProtocolViolation):
        read_multiaddr(bytes.fromhex(data))


@given(st.binary(max_size=80) | st.binary(max_size=30).map(ADDRESS.data.__add__))
def test_whatever_comes_is_an_address_or_refused(data: bytes) -> None:
    try:
        address = read_multiaddr(data)
    except ProtocolViolation:
        return
    assert address.data == data
    assert parse_multiaddr(str(address)) == address


@given(st.text(max_size=30) | st.lists(WORDS).map("/".join))
def test_whatever_is_typed_is_an_address_or_refused(text: str) -> None:
    try:
        address = parse_multiaddr("/" + text)
    except ProtocolViolation:
        return
    assert read_multiaddr(address.data) == address


def test_a_socket_has_an_address() -> None:
    assert str(socket_multiaddr("192.0.2.1", 80, "ws")) == "/ip4/192.0.2.1/tcp/80/ws"
    assert str(socket_multiaddr("fe80::1%eth0", 4001)) == "/ip6/fe80::1/tcp/4001"


def test_an_address_may_say_who_is_there() -> None:
    assert str(ADDRESS.with_peer(PEER)) == f"{ADDRESS}/p2p/{PEER}"
    assert ADDRESS.with_peer(PEER).protocols == ("ip4", "tcp", "p2p")


def test_a_list_is_read_as_far_as_it_can_be_and_not_for_ever() -> None:
    assert read_known([b"", ADDRESS.data, b"\x7f"]) == (ADDRESS,)
    assert read_known([b"\x7f"] * MAX_LISTED + [ADDRESS.data]) == ()
