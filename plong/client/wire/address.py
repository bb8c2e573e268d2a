"""Where a server is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

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
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES or not parts.hostname or parts.query or parts.fragment:
        example = "http://localhost:1501"
        raise PlongError("bad-request", f"{url!r} is no server's URL; give one like {example}.")
    place = parts.netloc + parts.path.rstrip("/")
    http, ws = _SCHEMES[parts.scheme]
    return Address(f"{http}://{place}", f"{ws}://{place}/ws")
