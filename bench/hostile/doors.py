"""Hostile peers at the other doors: the bridge, libp2p, and LCDP's UDP port."""

import asyncio
import contextlib
import json
import socket
import time
from collections.abc import Mapping
from typing import Final

from bench.client import HOST
from bench.hostile.bytes import BINARY, TEXT, frame
from bench.hostile.kinds import KINDS, Kind
from bench.hostile.stage import Stage

QUESTIONS: Final = frame(TEXT, json.dumps([{"PleaseSendPeers": {}}] * 8).encode()) * 50
MULTISTREAM: Final = b"\x13/multistream/1.0.0\n"
ENDLESS: Final = MULTISTREAM + b"\x07/noise\n"
DATAGRAMS: Final = 64
"""Sent at once, before others have their turn."""


async def page_stops_reading(stage: Stage) -> None:
    """Ask the bridge again and again, and read no answer."""
    with stage.connection(deaf=True) as sock:
        await stage.enter(sock, "/wt")
        pouring = asyncio.create_task(stage.pour(sock, QUESTIONS))
        await stage.outlast(sock)
        pouring.cancel()


async def libp2p_is_silent(stage: Stage) -> None:
    """Connect to libp2p's port, and say nothing."""
    with stage.connection(stage.ports.libp2p) as sock:
        await stage.outlast(sock)


async def libp2p_stops_half_way(stage: Stage) -> None:
    """Agree on Noise, and stop there."""
    with stage.connection(stage.ports.libp2p) as sock:
        await stage.say(sock, ENDLESS)
        await stage.outlast(sock)


async def libp2p_says_rubbish(stage: Stage) -> None:
    """Send what is no handshake, again and again."""
    while time.monotonic() < stage.until:
        with stage.connection(stage.ports.libp2p) as sock:
            await stage.pour(sock, MULTISTREAM + bytes(60_000))
        await asyncio.sleep(0.01)


async def libp2p_says_rubbish_in_frames(stage: Stage) -> None:
    """Likewise over the WebSocket."""
    while time.monotonic() < stage.until:
        with stage.connection() as sock:
            await stage.enter(sock, "/")
            await stage.pour(sock, frame(BINARY, MULTISTREAM + bytes(60_000)))
        await asyncio.sleep(0.01)


async def floods_with_datagrams(stage: Stage) -> None:
    """Send questions and rubbish to LCDP as fast as the system takes them, and read nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.connect((HOST, stage.ports.udp))
        sock.setblocking(False)
        while time.monotonic() < stage.until:
            for number in range(DATAGRAMS):
                with contextlib.suppress(OSError):
                    sock.send(b'[{"PleaseSendPeers":{}}]' if number % 2 else bytes(1000))
            await asyncio.sleep(0.001)


DOORS: Final[Mapping[str, Kind]] = {
    "bridge: stops reading": page_stops_reading,
    "libp2p: silent": libp2p_is_silent,
    "libp2p: stops in the handshake": libp2p_stops_half_way,
    "libp2p: rubbish": libp2p_says_rubbish,
    "libp2p: rubbish over WebSocket": libp2p_says_rubbish_in_frames,
    "LCDP: flood of datagrams": floods_with_datagrams,
}
EVERY: Final[Mapping[str, Kind]] = {**KINDS, **DOORS}
ALL: Final = "all at once"
