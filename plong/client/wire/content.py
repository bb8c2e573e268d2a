"""What an application sends and receives: text, bytes, or JSON as text."""

import json
import re
from collections.abc import Mapping
from typing import Final

from plong.client.wire.control_text import FS
from plong.client.wire.errors import PlongError
from plong.client.wire.words import ESC

Payload = str | bytes | bytearray | memoryview
"""A WebSocket message: text, or binary."""

_OWNERS: Final[Mapping[str | bytes, str]] = {
    ESC: "the server (ESC)",
    FS: "docs/wire/files.md (FS)",
    FS.encode(): "docs/wire/files.md (FS)",
}
"""Whom a message speaks to that starts so. Binary with ESC is nobody's."""
_HEAD: Final = re.compile(r":([A-Za-z0-9_-]{43}):")
_HEAD_LENGTH: Final = 45


def encode(value: object) -> Payload:
    """Return text and bytes as they are, and anything else as JSON text.

    Raises:
        PlongError: ``bad-request``, a text starts with ESC, which would speak to the server, or
            anything with FS, which would speak for this client (docs/wire/files.md).
    """
    payload = value if isinstance(value, Payload) else json.dumps(value)
    if (owner := _OWNERS.get(_start(payload))) is not None:
        raise PlongError("bad-request", f"What starts so is for {owner}; start it otherwise.")
    return payload


def _start(payload: Payload) -> str | bytes:
    # The first item of a memoryview may be more than a byte.
    return payload[:1] if isinstance(payload, str) else bytes(memoryview(payload)[:1])[:1]


def check_size(payload: Payload, limits: Mapping[str, int]) -> int:
    """Return the bytes of a payload.

    Raises:
        PlongError: ``too-big``, the server would close the connection for it.
    """
    size = len(payload.encode()) if isinstance(payload, str) else memoryview(payload).nbytes
    most = limits.get("MaxMessage")
    if most is not None and size > most:
        sentence = f"A message of {size} bytes is over the server's limit of {most}."
        raise PlongError("too-big", sentence)
    return size


def split_head(payload: str | bytes) -> tuple[str | None, str | bytes]:
    """Return the sender that a message is headed with, None if it is not, and what it says."""
    if isinstance(payload, str):
        match = _HEAD.match(payload)
    elif payload[:1] == b":":
        match = _HEAD.match(payload[:_HEAD_LENGTH].decode("latin-1"))
    else:
        match = None
    return (match[1], payload[_HEAD_LENGTH:]) if match else (None, payload)
