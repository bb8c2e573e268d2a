"""Ways to make the server hold bytes: each fills one connection, and says how much it has sent."""

import asyncio
import contextlib
import json
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bench.flood.bound import http, libp2p, websocket
from bench.hostile.bytes import (
    BINARY,
    CONTINUATION,
    KIBIBYTE,
    MIRRORED,
    PING,
    TEXT,
    frame,
    post,
)
from bench.hostile.stage import Stage
from plong.config import Config

STUCK_SECONDS: Final = 2.0
"""After which the server is taken not to read any more."""
MOST: Final = 8 << 20
"""Bytes that each connection tries to send."""
ALMOST: Final = 1_000_000
"""Bytes that are less than one message may have."""
QUESTIONS: Final = frame(TEXT, json.dumps([{"PleaseSendPeers": {}}] * 8).encode()) * 50
SEARCH: Final = frame(
    TEXT,
    json.dumps(
        [{"Forward": {"to_ed25519": "ab" * 32, "messages": [{"ChatMessage": {"message": "x"}}]}}]
    ).encode(),
)

Fill = Callable[[Stage, socket.socket], Awaitable[int]]
"""Says as much as the server takes; returns how many bytes that was."""


async def _say_all(stage: Stage, sock: socket.socket, data: bytes, times: int = 1) -> int:
    said = 0
    with contextlib.suppress(TimeoutError, OSError):
        for _ in range(times):
            await asyncio.wait_for(stage.say(sock, data), STUCK_SECONDS)
            said += len(data)
    return said


async def _pour(stage: Stage, sock: socket.socket, data: bytes) -> int:
    return await _say_all(stage, sock, data, MOST // len(data))


async def heads(stage: Stage, sock: socket.socket) -> int:
    """Leave a head unfinished."""
    return await _say_all(stage, sock, MIRRORED[:-4])


async def bodies(stage: Stage, sock: socket.socket) -> int:
    """Leave a body unfinished."""
    body = b"x" * (64 * KIBIBYTE - 1)
    return await _say_all(stage, sock, post("/whois", body, claims=64 * KIBIBYTE))


async def questions(stage: Stage, sock: socket.socket) -> int:
    """Ask over HTTP, and read no answer."""
    return await _pour(stage, sock, MIRRORED)


async def small_questions(stage: Stage, sock: socket.socket) -> int:
    """Likewise, as small as can be."""
    return await _pour(stage, sock, b"GET /wuu2 HTTP/1.1\r\n\r\n" * 400)


async def no_http(stage: Stage, sock: socket.socket) -> int:
    """Send frames where an upgrade is awaited."""
    return await _pour(stage, sock, frame(BINARY, bytes(ALMOST)))


async def _enter(stage: Stage, sock: socket.socket) -> None:
    path, public_id = await stage.ohai()
    await stage.enter(sock, path)
    await stage.command(sock, f"chlink {public_id}")


async def unread_messages(stage: Stage, sock: socket.socket) -> int:
    """Send large messages to oneself, and read none."""
    await _enter(stage, sock)
    return await _pour(stage, sock, frame(BINARY, bytes(ALMOST)))


async def unread_small_messages(stage: Stage, sock: socket.socket) -> int:
    """Likewise, empty ones."""
    await _enter(stage, sock)
    return await _pour(stage, sock, frame(BINARY) * 2000)


async def unread_pongs(stage: Stage, sock: socket.socket) -> int:
    """Send ping frames, and read no pong."""
    await _enter(stage, sock)
    return await _pour(stage, sock, frame(PING, bytes(125)) * 400)


async def unread_answers(stage: Stage, sock: socket.socket) -> int:
    """Ask the relay, and read no answer."""
    await _enter(stage, sock)
    return await _pour(stage, sock, frame(TEXT, b"\x1bwuu2") * 2000)


async def half_messages(stage: Stage, sock: socket.socket) -> int:
    """Leave a message of fragments unfinished, and a frame of it, too."""
    await _enter(stage, sock)
    half = frame(BINARY, bytes(ALMOST // 2), fin=False)
    rest = frame(CONTINUATION, bytes(ALMOST // 2), fin=False)
    return await _say_all(stage, sock, half + rest[:-1])


async def half_frames(stage: Stage, sock: socket.socket) -> int:
    """Leave a frame unfinished."""
    await _enter(stage, sock)
    return await _say_all(stage, sock, frame(BINARY, bytes(ALMOST))[:-1])


async def all_of_it(stage: Stage, sock: socket.socket) -> int:
    """Read nothing, leave a message unfinished, and a frame of it."""
    said = await unread_messages(stage, sock)
    return said + await _say_all(stage, sock, frame(BINARY, bytes(ALMOST), fin=False))


async def tiny_fragments(stage: Stage, sock: socket.socket) -> int:
    """Leave a message of very many fragments unfinished."""
    await _enter(stage, sock)
    begin = frame(BINARY, b"x", fin=False)
    return await _say_all(stage, sock, begin + frame(CONTINUATION, b"x", fin=False) * 16_000)


async def bridge_answers(stage: Stage, sock: socket.socket) -> int:
    """Ask the bridge, and read no answer."""
    await stage.enter(sock, "/wt")
    return await _pour(stage, sock, QUESTIONS)


async def bridge_searches(stage: Stage, sock: socket.socket) -> int:
    """Say something to a key that nobody knows, again and again."""
    await stage.enter(sock, "/wt")
    return await _say_all(stage, sock, SEARCH * 10, 50)


async def libp2p_lines(stage: Stage, sock: socket.socket) -> int:
    """Begin a handshake of libp2p, and leave a message of Noise unfinished."""
    words = b"\x13/multistream/1.0.0\n\x07/noise\n\xff\xff"
    return await _say_all(stage, sock, words + bytes(65_000))


@dataclass(frozen=True)
class Flood:
    """One way."""

    fill: Fill
    bound: Callable[[Config], int]
    """Bytes that one connection may cost."""
    is_libp2p: bool = False
    most: int = 1000
    """Connections that the server lets do this at once."""


FLOODS: Final[Mapping[str, Flood]] = {
    "heads unfinished": Flood(heads, http),
    "bodies unfinished": Flood(bodies, http),
    "HTTP answers unread": Flood(questions, http),
    "small HTTP answers unread": Flood(small_questions, http),
    "frames without an upgrade": Flood(no_http, http),
    "messages unread": Flood(unread_messages, websocket),
    "empty messages unread": Flood(unread_small_messages, websocket),
    "pongs unread": Flood(unread_pongs, websocket),
    "relay's answers unread": Flood(unread_answers, websocket),
    "messages unfinished": Flood(half_messages, websocket),
    "frames unfinished": Flood(half_frames, websocket),
    "unread and unfinished": Flood(all_of_it, websocket),
    "tiny fragments": Flood(tiny_fragments, websocket),
    "bridge's answers unread": Flood(bridge_answers, websocket, most=64),
    "bridge's searches": Flood(bridge_searches, websocket, most=64),
    "libp2p handshakes unfinished": Flood(libp2p_lines, libp2p, is_libp2p=True, most=256),
}
