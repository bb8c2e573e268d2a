"""What a server says of its own limits. docs/limits.md explains each."""

from collections.abc import Mapping
from typing import Final

from plong.config import Config
from plong.protocol.assembly import most_fragments

_TOLD: Final = (
    "max_message",
    "buffer_size",
    "buffer_bytes",
    "buffer_memory",
    "slow_timeout",
    "messages_per_second",
    "bytes_per_second",
    "request_timeout",
    "identity_timeout",
    "peer_timeout",
    "max_connections",
    "connections_per_address",
    "connections_per_peer",
    "http_connections_per_address",
    "max_peers",
    "peers_per_address",
    "peers_per_minute",
    "max_identities",
    "identities_per_address",
    "identities_per_peer",
    "passphrase_tries",
    "passphrase_tries_total",
)
_NAMES: Final[Mapping[str, str]] = {key: key.title().replace("_", "") for key in _TOLD}

Limits = Mapping[str, float]
"""Numbers by the names of the keys that set them, written like ``MaxMessage``."""


def read_limits(config: Config) -> Limits:
    """Return what everybody may know, which is all that one can run into."""
    limits = {name: getattr(config, key) for key, name in _NAMES.items()}
    if not config.max_connections:  # whoever runs the application decides
        del limits["MaxConnections"]
    return {**limits, "MaxFragments": most_fragments(config.max_message)}
