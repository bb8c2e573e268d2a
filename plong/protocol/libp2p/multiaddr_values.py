"""The protocols in a multiaddr, and how their values are written, as bytes and as text.

Each way is a pair: text to bytes, which takes some freedom where people type, and bytes to text,
which has one spelling. Both raise `ProtocolViolation`. Multiformats, multiaddr.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.multibase import decode, encode_base64url
from plong.protocol.libp2p.peer_id import parse_peer_id, read_peer_id
from plong.protocol.libp2p.varint import read_varint

_PORT: Final = re.compile(r"0|[1-9][0-9]{0,4}", re.ASCII)
_MAX_PORT: Final = 65535
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?", re.ASCII)
_MAX_NAME: Final = 253
_ZONE: Final = re.compile(r"[A-Za-z0-9_.:-]{1,64}", re.ASCII)
_SEGMENT: Final = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Way:
    """How one kind of value is written."""

    size: int | None
    """Bytes; None: they stand behind their number."""
    parse: Callable[[str], bytes]
    read: Callable[[bytes], str]


def _parse_ip4(text: str) -> bytes:
    try:
        return IPv4Address(text).packed
    except AddressValueError:
        raise ProtocolViolation("An address holds a wrong IPv4 address.") from None


def _parse_ip6(text: str) -> bytes:
    try:
        address = IPv6Address(text)
    except AddressValueError:
        raise ProtocolViolation("An address holds a wrong IPv6 address.") from None
    if address.scope_id is not None:
        raise ProtocolViolation("The zone of an IPv6 address stands in a part of its own.")
    return address.packed


def _parse_port(text: str) -> bytes:
    if not _PORT.fullmatch(text) or int(text) > _MAX_PORT:
        raise ProtocolViolation("An address holds a wrong port.")
    return int(text).to_bytes(2, "big")


def _read_port(data: bytes) -> str:
    return str(int.from_bytes(data, "big"))


def _parse_name(text: str) -> bytes:
    if not _NAME.fullmatch(text) or len(text) > _MAX_NAME:
        raise ProtocolViolation("An address holds a wrong name of a host.")
    return text.encode("ascii")


def _parse_zone(text: str) -> bytes:
    if not _ZONE.fullmatch(text):
        raise ProtocolViolation("An address holds a wrong zone.")
    return text.encode("ascii")


def _read_text(data: bytes) -> str:
    return data.decode("latin-1")  # no byte is lost, so that what is parsed again is judged


def _parse_segment(text: str) -> bytes:
    if not _SEGMENT.fullmatch(text):
        raise ProtocolViolation("An address holds a wrong path.")
    return unquote_to_bytes(text)


def _read_segment(data: bytes) -> str:
    return quote(data, safe="!$&'()*+,;=:@")


def _read_peer(data: bytes) -> str:
    return str(read_peer_id(data))


def _parse_hash(text: str) -> bytes:
    return _checked_hash(decode(text))


def _read_hash(data: bytes) -> str:
    return encode_base64url(_checked_hash(data))


def _checked_hash(data: bytes) -> bytes:
    _, at = read_varint(data)
    size, at = read_varint(data, at)
    if size == 0 or size != len(data) - at:
        raise ProtocolViolation("An address holds a wrong hash of a certificate.")
    return data


_AS_NOTHING: Final = Way(0, str.encode, bytes.decode)
_AS_IP4: Final = Way(4, _parse_ip4, lambda data: str(IPv4Address(data)))
_AS_IP6: Final = Way(16, _parse_ip6, lambda data: str(IPv6Address(data)))
_AS_PORT: Final = Way(2, _parse_port, _read_port)
_AS_NAME: Final = Way(None, _parse_name, _read_text)
_AS_ZONE: Final = Way(None, _parse_zone, _read_text)
_AS_SEGMENT: Final = Way(None, _parse_segment, _read_segment)
_AS_PEER: Final = Way(None, lambda text: parse_peer_id(text).data, _read_peer)
_AS_HASH: Final = Way(None, _parse_hash, _read_hash)

WAYS: Final[Mapping[str, tuple[int, Way]]] = {
    "ip4": (4, _AS_IP4),
    "tcp": (6, _AS_PORT),
    "dccp": (33, _AS_PORT),
    "ip6": (41, _AS_IP6),
    "ip6zone": (42, _AS_ZONE),
    "dns": (53, _AS_NAME),
    "dns4": (54, _AS_NAME),
    "dns6": (55, _AS_NAME),
    "dnsaddr": (56, _AS_NAME),
    "sctp": (132, _AS_PORT),
    "udp": (273, _AS_PORT),
    "p2p-webrtc-star": (275, _AS_NOTHING),
    "p2p-webrtc-direct": (276, _AS_NOTHING),
    "webrtc-direct": (280, _AS_NOTHING),
    "webrtc": (281, _AS_NOTHING),
    "p2p-circuit": (290, _AS_NOTHING),
    "udt": (301, _AS_NOTHING),
    "utp": (302, _AS_NOTHING),
    "p2p": (421, _AS_PEER),
    "https": (443, _AS_NOTHING),
    "tls": (448, _AS_NOTHING),
    "sni": (449, _AS_NAME),
    "noise": (454, _AS_NOTHING),
    "quic": (460, _AS_NOTHING),
    "quic-v1": (461, _AS_NOTHING),
    "webtransport": (465, _AS_NOTHING),
    "certhash": (466, _AS_HASH),
    "ws": (477, _AS_NOTHING),
    "wss": (478, _AS_NOTHING),
    "p2p-websocket-star": (479, _AS_NOTHING),
    "http": (480, _AS_NOTHING),
    "http-path": (481, _AS_SEGMENT),
}
"""Each protocol by its name: its code, and how its value is written."""
