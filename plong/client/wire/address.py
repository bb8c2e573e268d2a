"""Where a server is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from plong.client.wire.errors import PlongError

_SCHEMES: Final[Mapping[str, tuple[str, str]]] = {
    "http": ("http", "ws"),
    "ws": ("http", "ws"),
    "https": ("https", "wss"),
    "wss": ("https", "wss"),
}


@dataclass(frozen=True, slots=True)
class Address:
    """The URLs of one server, without a slash at their ends."""

    http: str
    ws: str


def read_address(url: str) -> Address:
    """Read a server's base URL: http, https, ws or wss, with a path if it is not at the root.

    Raises:
        PlongError: ``bad-request``, it is no such URL.
    """
    parts = _split(url)
    if parts is None or parts.scheme not in _SCHEMES or parts.query or parts.fragment:
        example = "http://localhost:1501"
        raise PlongError("bad-request", f"{url!r} is no server's URL; give one like {example}.")
    place = parts.netloc + parts.path.rstrip("/")
    http, ws = _SCHEMES[parts.scheme]
    return Address(f"{http}://{place}", f"{ws}://{place}/ws")


def _split(url: str) -> SplitResult | None:
    """Return the parts of a URL that has a host and no impossible port or letter."""
    try:
        parts = urlsplit(url)
        is_possible = parts.port != 0 and parts.hostname and url.isprintable() and " " not in url
    except ValueError:
        return None
    return parts if is_possible else None
