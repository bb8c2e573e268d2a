"""WebSocket upgrades, as HTTP requests: which are right, and what they ask for."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

import httptools

from plong.config import Config
from plong.endpoints.bridge_access import check_bridge_access
from plong.hub.tally import Way
from plong.protocol.errors import (
    BadRequest,
    NoSuchRoute,
    OriginNotAllowed,
    UpgradeRequired,
    switched_off,
)
from plong.protocol.handshake import (
    BRIDGE_PATHS,
    PEER_PATH,
    ForBridge,
    ForPeer,
    Target,
    first,
    is_relay_path,
    read_handshake,
    read_offers,
)
from plong.protocol.origin import is_allowed

_NO_HANDSHAKE: Final = "This is not a WebSocket handshake."
_KEY_BYTES: Final = 16
_CANONICAL_REQUEST: Final = (
    b"GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %b\r\n\r\n"
)


@dataclass(frozen=True, slots=True)
class Request:
    """The head of a request that wants to change to WebSocket."""

    method: str
    url: bytes
    version: str
    headers: Sequence[tuple[bytes, bytes]]
    """Names in lower case."""
    source: str
    """The IP address that it comes from."""


@dataclass(frozen=True, slots=True)
class Upgrade:
    """A right one."""

    target: Target
    canonical: bytes
    """The same request in the one form that picows accepts."""


def read_upgrade(request: Request, config: Config) -> Upgrade:
    """Read an upgrade as RFC 6455 section 4.2.1 wants it.

    Raises:
        Refusal: `BadRequest`, `UpgradeRequired`, `NoSuchRoute`, `OriginNotAllowed`, `NotLocal` or
            `SwitchedOff`.
    """
    path, headers = _read_path(request.url), dict(request.headers)
    _check_mode(path, config)
    if not _is_handshake(request, headers):
        raise BadRequest(_NO_HANDSHAKE)
    if headers.get(b"sec-websocket-version") != b"13":
        raise UpgradeRequired
    target = _read_target(path, request, config)
    return Upgrade(target, _CANONICAL_REQUEST % headers[b"sec-websocket-key"])


def _check_mode(path: str, config: Config) -> None:
    if is_relay_path(path) and not config.has("w"):
        raise switched_off("WebSocket", "w")
    if path in BRIDGE_PATHS and not config.has("u"):
        raise switched_off("LCDP", "u")
    if path == PEER_PATH and not config.has("l"):
        raise switched_off("libp2p", "l")


def _read_target(path: str, request: Request, config: Config) -> Target:
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers]
    if path in BRIDGE_PATHS:
        check_bridge_access(config, request.source, headers)
        return ForBridge()
    if not (is_relay_path(path) or path == PEER_PATH):
        raise NoSuchRoute
    origins = [value for name, value in headers if name == "origin"]
    if not is_allowed(origins, config.allowed_origins):
        raise OriginNotAllowed
    offers = _read_offers(request)
    return read_handshake(path, offers) if path != PEER_PATH else ForPeer(first(offers))


def way_of(path: str) -> Way:
    """Return what an upgrade at this path is counted under, be it right or not."""
    if path in BRIDGE_PATHS:
        return "bridge"
    return "libp2p" if path == PEER_PATH else "websocket"


def way_of_url(url: bytes) -> Way:
    """Return the same for what stands in a request's line, which may be no URL at all."""
    try:
        return way_of(_read_path(url))
    except BadRequest:
        return "websocket"


def _read_path(url: bytes) -> str:
    try:
        path = httptools.parse_url(url).path
    except httptools.HttpParserInvalidURLError:
        raise BadRequest(_NO_HANDSHAKE) from None
    return unquote((path or b"/").decode("latin-1"))


def _is_handshake(request: Request, headers: Mapping[bytes, bytes]) -> bool:
    """Tell whether the form is right. A body would be taken for frames."""
    return (
        request.method == "GET"
        and request.version == "1.1"
        and _is_key(headers.get(b"sec-websocket-key", b""))
        and headers.get(b"content-length", b"0") == b"0"
        and b"transfer-encoding" not in headers
    )


def _is_key(key: bytes) -> bool:
    try:
        return len(base64.b64decode(key, validate=True)) == _KEY_BYTES
    except binascii.Error:
        return False


def _read_offers(request: Request) -> Sequence[str]:
    values = [value for name, value in request.headers if name == b"sec-websocket-protocol"]
    return read_offers(b",".join(values).decode("latin-1"))
