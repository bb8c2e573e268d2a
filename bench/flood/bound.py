"""How much memory a server may take at most, by its configuration: see docs/hostile.md."""

from typing import Final

from plong.config import Config
from plong.hub.buffer_memory import most_of

MEBIBYTE: Final = 1 << 20
HEAD: Final = 32 * 1024
"""Bytes of a request's head."""
HEADERS: Final = 256 * 160
"""Bytes of the objects of a head's headers."""
BODY: Final = 64 * 1024
"""Bytes of a request's body."""
AHEAD: Final = 1 << 20
"""Bytes that may be read of requests ahead of their answers."""
PIPELINED: Final = 16
"""Requests that are parsed ahead of their answers."""
READ: Final = 256 * 1024
"""Bytes of one read of the event loop, and of what is parsed of it."""
OBJECTS: Final = 64 * 1024
"""Bytes of a connection's own objects, whatever it does."""
OWN: Final = 48 * 1024
"""Bytes of a connection that holds nothing which is counted."""
TURN: Final = 512 * 1024
"""Bytes that one connection may send in one turn of the event loop: 32 reads."""
WINDOW: Final = 256 * 1024
"""Bytes of a stream's window in libp2p."""
BASE: Final = 48 * MEBIBYTE
"""Bytes of what is for all: code that is loaded late, a hash (19 MiB), caches that fill, and what
the allocator keeps."""


def websocket(config: Config) -> int:
    """Return the bytes of one WebSocket: what comes, what is put together, what waits for it."""
    coming = 2 * config.max_message + READ  # picows' buffer grows by doubling
    assembled = config.max_message
    waiting = config.buffer_bytes + config.max_message
    return coming + assembled + waiting + OBJECTS


def http(_config: Config) -> int:
    """Return the bytes of one HTTP connection: what is ahead, parsed, and answered."""
    return AHEAD + PIPELINED * (HEAD + HEADERS + BODY) + 2 * BODY + READ + OBJECTS


def libp2p(config: Config) -> int:
    """Return the bytes of one connection of libp2p: all windows, and what is written."""
    return config.libp2p_streams * WINDOW + READ + OBJECTS


def together(config: Config, connections: int) -> int:
    """Return the bytes that so many connections may have at once."""
    return most_of(config) + connections * OWN
