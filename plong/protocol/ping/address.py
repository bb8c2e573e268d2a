"""PING addresses: URLs under which somebody is knocked at, and serves an outbox.

Everybody builds URLs by putting a path behind an address, so an address has neither query nor
fragment. Two spellings of one address are told by their canonical form. docs/wire/ping.md.
"""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from plong.protocol.errors import BadRequest

MAX_ADDRESS: Final = 2048
"""Characters of an address."""

_PORTS: Final[Mapping[str, int]] = {"http": 80, "https": 443}
_MAX_HOST: Final = 253  # RFC 1035 section 2.3.4, without the last dot
# Stricter than urlsplit, which takes "[::1]x:80" and drops the x.
_PLACE: Final = re.compile(r"(?:\[[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*\]|[^\[\]:@]+)(?::[0-9]*)?")
_LABEL: Final = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
# RFC 3986 section 3.3; what must be escaped is refused, so that all clients ask for the same.
_PATH: Final = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*")
_ESCAPE: Final = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED: Final = re.compile(r"[A-Za-z0-9._~-]")
_SLASHES: Final = re.compile(r"/{2,}")
# IDNA 2003 and 2008 make different names of these, so libraries would ask different hosts.
_AMBIGUOUS: Final = frozenset("\u00df\u1e9e\u03c2\u200c\u200d")


@dataclass(frozen=True, slots=True)
class Address:
    """An address in its canonical form: equal addresses are equal objects."""

    scheme: str
    """``http`` or ``https``."""
    host: str
    """A name in lower-case ASCII without a dot at its end, or an IP address, IPv6 unbracketed."""
    port: int
    """The default one included."""
    path: str
    """Empty, or ``/`` and segments without empty ones; no slash at the end."""

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"


def read_address(text: str, name: str = "origin") -> Address:
    """Read an address; raise `BadRequest`, which calls it ``name``."""
    if len(text) > MAX_ADDRESS:
        raise BadRequest(f"{name} must be at most {MAX_ADDRESS} characters.")
    try:
        return _read(text)
    except ValueError as error:
        raise BadRequest(f"{name} must be an http or https URL: {error}.") from None


def canonical(text: str) -> str:
    """Return an address in its canonical form; raise `BadRequest`."""
    return str(read_address(text))


def join(base: str, path: str) -> str:
    """Return the URL of ``path``, which begins with a slash, at somebody's address."""
    return base.rstrip("/") + path


def collapse(path: str) -> str:
    """Return a path with each run of slashes as one: of addresses that end with a slash."""
    return _SLASHES.sub("/", path)


def read_host(text: str) -> str:
    """Return a host (IPv6 without brackets) in its canonical form; raise `ValueError`."""
    try:
        return _read_ipv6(text) if ":" in text else _read_name(text)
    except ValueError:  # of three libraries, in three languages
        sentence = "its host is no name and no IP address in its usual spelling"
        raise ValueError(sentence) from None


def ancestors(path: str) -> Iterator[str]:
    """Yield a canonical path and those above it, up to the empty one."""
    while path:
        yield path
        path = path.rpartition("/")[0]
    yield ""


def _read(text: str) -> Address:
    if not text.isprintable() or " " in text or "\\" in text:
        raise ValueError("it has a character that no URL has")
    if "?" in text or "#" in text:
        raise ValueError("it must have no query and no fragment")
    parts = _split(text)
    if parts.scheme not in _PORTS:
        raise ValueError("its scheme is another one")
    port = _PORTS[parts.scheme] if parts.port is None else parts.port
    return Address(parts.scheme, read_host(parts.hostname or ""), port, _read_path(parts.path))


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        if _PLACE.fullmatch(parts.netloc) and parts.port != 0:
            return parts
    except ValueError:  # brackets, letters that decompose into others, ports beyond 65535
        pass
    raise ValueError("it must name a host, perhaps a port, and no user")


def _read_ipv6(text: str) -> str:
    address = ipaddress.IPv6Address(text)
    if address.scope_id is not None:
        raise ValueError("a zone means something on one machine only")
    return str(address.ipv4_mapped or address)  # Python's spelling of mapped ones has changed


def _read_name(text: str) -> str:
    host = _to_ascii(text)
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):  # resolvers read 127.1 and 0x7f000001 too, blocks do not
        return str(ipaddress.IPv4Address(host))
    if len(host) > _MAX_HOST or not all(map(_LABEL.fullmatch, labels)):
        raise ValueError("no host name")
    return host


def _to_ascii(host: str) -> str:
    """Return a host name in lower-case ASCII (IDNA), without the dot of the root."""
    if _AMBIGUOUS & set(host):
        raise ValueError("its host must be written in ASCII (xn--)")
    name = host if host.isascii() else host.encode("idna").decode("ascii")
    return name.lower().removesuffix(".")


def _read_path(path: str) -> str:
    if not _PATH.fullmatch(path):
        raise ValueError("its path has a character that must be escaped")
    clean = _ESCAPE.sub(_plain, collapse(path)).rstrip("/")
    if {".", ".."} & set(clean.split("/")):  # a client resolves these, and asks elsewhere
        raise ValueError("its path must have no dot segments")
    return clean


def _plain(escape: re.Match[str]) -> str:
    """Return what an escape stands for if it need not be one, else the escape in upper case."""
    text = unquote(escape[0], encoding="latin-1")
    return text if _UNRESERVED.fullmatch(text) else escape[0].upper()
