"""Addresses that say how to get there: `/ip4/192.0.2.1/tcp/4001/p2p/12D3Koo…`.

Multiformats, multiaddr. Read strictly: every part is of a known protocol (in bytes, the length of
an unknown one is unknown, too, so such an address is refused as a whole), and has one spelling.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from plong.protocol.libp2p.errors import ProtocolViolation, Truncated
from plong.protocol.libp2p.multiaddr_values import WAYS, Way
from plong.protocol.libp2p.peer_id import PeerId
from plong.protocol.libp2p.varint import read_varint, write_varint

MAX_BYTES: Final = 1024
"""Of an address; most have less than 100."""
MAX_TEXT: Final = 2048
"""Characters, likewise."""
MAX_PARTS: Final = 24
MAX_LISTED: Final = 128
"""Addresses of one peer that are looked at."""

_NAMES: Final[Mapping[int, str]] = {code: name for name, (code, _) in WAYS.items()}
_ALIASES: Final[Mapping[str, str]] = {"ipfs": "p2p"}


@dataclass(frozen=True, slots=True)
class Part:
    """One step of the way."""

    protocol: str
    """Its name, such as ``tcp``."""
    value: str = ""
    """In its one spelling; empty where the protocol has none."""

    def __str__(self) -> str:
        return f"/{self.protocol}/{self.value}" if self.value else f"/{self.protocol}"

    @property
    def data(self) -> bytes:
        """The part in bytes."""
        code, way = WAYS[self.protocol]
        return write_varint(code) + _with_length(way, way.parse(self.value))


@dataclass(frozen=True, slots=True)
class Multiaddr:
    """A way to somebody. Made by the functions here; equal if each part is."""

    parts: tuple[Part, ...]

    def __str__(self) -> str:
        return "".join(map(str, self.parts))

    @property
    def data(self) -> bytes:
        """The address in bytes."""
        return b"".join(part.data for part in self.parts)

    @property
    def protocols(self) -> tuple[str, ...]:
        """The names of its parts."""
        return tuple(part.protocol for part in self.parts)

    def with_peer(self, peer: PeerId) -> "Multiaddr":
        """Return the same way with who is at its end."""
        return Multiaddr((*self.parts, Part("p2p", str(peer))))


def parse_multiaddr(text: str) -> Multiaddr:
    """Return an address from its text.

    Raises:
        ProtocolViolation: it is none, or beyond `MAX_TEXT`, `MAX_PARTS` or `MAX_BYTES`.
    """
    if len(text) > MAX_TEXT or not text.startswith("/"):
        raise ProtocolViolation("An address begins with a slash, and is not long.")
    address = _made(_parse_parts(iter(text[1:].split("/"))))
    if len(address.data) > MAX_BYTES:
        raise ProtocolViolation(f"An address has more than {MAX_BYTES} bytes.")
    return address


def read_multiaddr(data: bytes) -> Multiaddr:
    """Return an address from its bytes.

    Raises:
        ProtocolViolation: it is none, holds a part that nobody here knows, or is beyond
            `MAX_BYTES` or `MAX_PARTS`.
    """
    if len(data) > MAX_BYTES:
        raise ProtocolViolation(f"An address has more than {MAX_BYTES} bytes.")
    return _made(_read_parts(data))


def read_known(addresses: Iterable[bytes]) -> tuple[Multiaddr, ...]:
    """Return those of a stranger's first `MAX_LISTED` addresses that `read_multiaddr` reads."""
    read = map(_read_or_none, islice(addresses, MAX_LISTED))
    return tuple(address for address in read if address is not None)


def socket_multiaddr(host: str, port: int, *protocols: str) -> Multiaddr:
    """Return the address of a TCP socket, and what is spoken on it, such as ``ws``.

    Args:
        host: an IP address; its zone, if it has one, is left out.
        port: 0 to 65535.
        protocols: names without values.
    """
    bare = host.partition("%")[0]
    family = "ip6" if ":" in bare else "ip4"
    return parse_multiaddr("/".join(["", family, bare, "tcp", str(port), *protocols]))


def _read_or_none(data: bytes) -> Multiaddr | None:
    try:
        return read_multiaddr(data)
    except ProtocolViolation:
        return None


def _made(parts: Iterable[Part]) -> Multiaddr:
    made: list[Part] = []
    for part in parts:
        if len(made) == MAX_PARTS:
            raise ProtocolViolation(f"An address has more than {MAX_PARTS} parts.")
        made.append(part)
    if not made:
        raise ProtocolViolation("An address has no part.")
    return Multiaddr(tuple(made))


def _parse_parts(words: Iterator[str]) -> Iterator[Part]:
    for word in words:
        name = _ALIASES.get(word, word)
        if name not in WAYS:
            raise ProtocolViolation(f"An address holds {word!r:.40}, which is no protocol here.")
        way = WAYS[name][1]
        value = None if way.size == 0 else next(words, None)
        if way.size != 0 and not value:
            raise Truncated("An address ends before a value.")
        yield Part(name, way.read(way.parse(value or "")))


def _read_parts(data: bytes) -> Iterator[Part]:
    at = 0
    while at < len(data):
        code, at = read_varint(data, at)
        if code not in _NAMES:
            raise ProtocolViolation("An address holds a protocol that is not known here.")
        way = WAYS[_NAMES[code]][1]
        size, at = read_varint(data, at) if way.size is None else (way.size, at)
        if size > len(data) - at or (size == 0 and way.size is None):
            raise Truncated("An address ends within a value.")
        yield Part(_NAMES[code], _spelled(way, data[at : at + size]))
        at += size


def _spelled(way: Way, data: bytes) -> str:
    """Return bytes as text, if it is text that could be parsed again."""
    text = way.read(data)
    way.parse(text)
    return text


def _with_length(way: Way, data: bytes) -> bytes:
    return data if way.size is not None else write_varint(len(data)) + data
