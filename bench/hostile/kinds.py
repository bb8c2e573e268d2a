"""The kinds of hostile peers at the relay's and the HTTP API's door, each from beginning to end."""

import asyncio
import contextlib
import socket
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bench.hostile.bytes import (
    BINARY,
    CONTINUATION,
    KIBIBYTE,
    MIRRORED,
    PING,
    frame,
    post,
    upgrade,
)
from bench.hostile.silencing import silenced
from bench.hostile.stage import Stage

DRIP_SECONDS: Final = 0.3
AGAIN_SECONDS: Final = 0.05
"""Between two attempts of who comes again and again."""
CROWD: Final = 500
FULL: Final = frame(BINARY, bytes(16 * KIBIBYTE)) * 4
PINGS: Final = frame(PING, bytes(125)) * 400
EMPTY: Final = frame(CONTINUATION, fin=False) * 8000
TINY: Final = frame(CONTINUATION, b"x", fin=False) * 8000
SMALL: Final = frame(BINARY, b"x" * 32) * 1000

Kind = Callable[[Stage], Awaitable[None]]
"""One peer's doings, until the server has ended them."""


async def silent_tcp(stage: Stage) -> None:
    """Connect, and say nothing."""
    with stage.connection() as sock:
        await stage.outlast(sock)


async def slow_handshake(stage: Stage) -> None:
    """Ask for a WebSocket byte by byte."""
    with stage.connection() as sock:
        await _drip(stage, sock, upgrade("/ws/" + "x" * 86))


async def slow_body(stage: Stage) -> None:
    """Ask, and send the body byte by byte."""
    with stage.connection() as sock:
        await stage.say(sock, post("/whois", b"{", claims=60 * KIBIBYTE))
        await _drip(stage, sock, b" " * 1000)


async def _drip(stage: Stage, sock: socket.socket, data: bytes) -> None:
    dripping = asyncio.create_task(_say_bytewise(stage, sock, data))
    await stage.outlast(sock)
    dripping.cancel()


async def _say_bytewise(stage: Stage, sock: socket.socket, data: bytes) -> None:
    with contextlib.suppress(OSError):
        for place in range(len(data)):
            await stage.say(sock, data[place : place + 1])
            await asyncio.sleep(DRIP_SECONDS)


async def reads_no_answers(stage: Stage) -> None:
    """Ask over HTTP again and again, and read nothing."""
    with stage.connection(deaf=True) as sock:
        await _pour_and_outlast(stage, sock, MIRRORED * 4)


async def stops_reading(stage: Stage) -> None:
    """Send messages to oneself, and read none."""
    with stage.connection(deaf=True) as sock:
        await _enter_linked_to_oneself(stage, sock)
        await _pour_and_outlast(stage, sock, FULL)


async def floods_with_pings(stage: Stage) -> None:
    """Send ping frames, and read no pong."""
    with stage.connection(deaf=True) as sock:
        await _enter_linked_to_oneself(stage, sock)
        await _pour_and_outlast(stage, sock, PINGS)


async def _enter_linked_to_oneself(stage: Stage, sock: socket.socket) -> None:
    path, public_id = await stage.ohai()
    await stage.enter(sock, path)
    await stage.command(sock, f"chlink {public_id}")


async def _pour_and_outlast(stage: Stage, sock: socket.socket, data: bytes) -> None:
    pouring = asyncio.create_task(stage.pour(sock, data))
    await stage.outlast(sock)
    pouring.cancel()


async def floods_with_messages(stage: Stage) -> None:
    """Send small messages to oneself as fast as one can, and read them."""
    with stage.connection() as sock:
        await _enter_linked_to_oneself(stage, sock)
        hearing = asyncio.create_task(_hear_on(stage, sock))
        await _pour_and_outlast(stage, sock, SMALL)
        hearing.cancel()


async def _hear_on(stage: Stage, sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while await stage.hear(sock):
            pass


async def sends_empty_fragments(stage: Stage) -> None:
    """Begin a message that never ends, of nothing."""
    await _never_end(stage, EMPTY)


async def sends_tiny_fragments(stage: Stage) -> None:
    """Begin a message that never ends, of one byte at a time."""
    await _never_end(stage, TINY)


async def _never_end(stage: Stage, fragments: bytes) -> None:
    path, _ = await stage.ohai()
    while time.monotonic() < stage.until:
        with stage.connection() as sock:
            await stage.enter(sock, path)
            await stage.say(sock, frame(BINARY, b"x", fin=False))
            await stage.pour(sock, fragments)
        await asyncio.sleep(AGAIN_SECONDS)


async def sends_huge_frames(stage: Stage) -> None:
    """Announce a frame of an exbibyte, again and again."""
    path, _ = await stage.ohai()
    while time.monotonic() < stage.until:
        with stage.connection() as sock:
            await stage.enter(sock, path)
            await stage.say(sock, frame(BINARY, bytes(1000), claims=1 << 60))
            await stage.outlast(sock)


async def resets_in_mid_frame(stage: Stage) -> None:
    """Send half a message and reset the connection, again and again."""
    path, _ = await stage.ohai()
    while time.monotonic() < stage.until:
        with stage.connection() as sock:
            await stage.enter(sock, path)
            await stage.say(sock, frame(BINARY, bytes(100_000), claims=1_000_000))
            stage.reset(sock)
        await asyncio.sleep(AGAIN_SECONDS)


async def comes_as_a_crowd(stage: Stage) -> None:
    """Connect many times at once, and say nothing."""
    with contextlib.ExitStack() as stack:
        crowd = [stack.enter_context(stage.connection()) for _ in range(CROWD)]
        await asyncio.gather(*map(stage.outlast, crowd))


async def asks_for_hashes(stage: Stage) -> None:
    """Guess passphrases as fast as the answers come."""
    while time.monotonic() < stage.until:
        with stage.connection() as sock, contextlib.suppress(OSError):
            for number in range(100):
                await stage.say(sock, post("/whois", b'{"Passphrase":"guess %d"}' % number))
                await stage.hear(sock)
        await asyncio.sleep(AGAIN_SECONDS)


async def is_frozen(stage: Stage) -> None:
    """Connect, and do nothing more, though the system still acknowledges what comes."""
    with stage.connection() as sock:
        await stage.enter(sock, (await stage.ohai())[0])
        await stage.outlast(sock)


async def is_half_open(stage: Stage) -> None:
    """Be gone without a packet."""
    with stage.connection() as sock:
        await stage.enter(sock, (await stage.ohai())[0])
        with silenced(sock):
            await stage.outlast(sock)


async def is_half_open_and_written_to(stage: Stage) -> None:
    """Be gone without a packet, while somebody sends messages to it."""
    path, public_id = await stage.ohai()
    with stage.connection(deaf=True) as sock, stage.connection() as other:
        await stage.enter(sock, path)
        await stage.enter(other, (await stage.ohai())[0])
        await stage.command(other, f"chlink {public_id}")
        with silenced(sock):
            await stage.say(other, frame(BINARY, bytes(1000)) * 10)
            await stage.outlast(sock)


KINDS: Final[Mapping[str, Kind]] = {
    "silent TCP": silent_tcp,
    "slow handshake": slow_handshake,
    "slow body": slow_body,
    "reads no HTTP answers": reads_no_answers,
    "stops reading": stops_reading,
    "ping flood": floods_with_pings,
    "message flood": floods_with_messages,
    "empty fragments": sends_empty_fragments,
    "1-byte fragments": sends_tiny_fragments,
    "huge frame": sends_huge_frames,
    "reset in mid-frame": resets_in_mid_frame,
    "connection flood": comes_as_a_crowd,
    "guessing flood": asks_for_hashes,
    "frozen": is_frozen,
    "half-open": is_half_open,
    "half-open, written to": is_half_open_and_written_to,
}
