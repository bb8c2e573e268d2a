"""Knocks at one peer's address, as fast as 64 connections bring them."""

import json
from dataclasses import dataclass
from typing import Any

from bench.build import program
from bench.client import Peer, new_peers
from bench.machine import cores
from bench.process import result_of
from bench.servers import Server

CONNECTIONS = 64
LONGEST = 600.0
"""Seconds that a counted load may take."""


@dataclass(frozen=True)
class Door:
    """Where knocks go to."""

    server: Server
    path: str


def door_of(server: Server, peer: Peer) -> Door:
    """Return where strangers knock at a peer's address."""
    return Door(server, f"/at/{peer.public_id}/ping")


def new_owner(server: Server) -> Peer:
    """Return a peer, whose inbox is empty."""
    return next(new_peers(server, 1))


def _body(series: int) -> str:
    """Return a knock. The load generator writes another number over each #."""
    return json.dumps(
        {
            "ping_id": f"{'#' * 16}-{series}",
            "origin": "https://friend.example/at/2bDV8sSGY9Vbo7SyEwQnoFsDi5q8OSStmOTTzTIS2W8",
            "payload_type": "ask",
            "content_hash": "ab" * 32,
            "size": 27,
        }
    )


def knock_for(door: Door, seconds: float) -> dict[str, Any]:
    """Knock for so long; return the rate and the latencies."""
    return _knock(door, ["-b", _body(0)], seconds)


def knock_times(door: Door, count: int, series: int) -> dict[str, Any]:
    """Knock so often, with ids that no other series has; return the same."""
    return _knock(door, ["-b", _body(series), "-n", str(count)], LONGEST)


def _knock(door: Door, options: list[str], seconds: float) -> dict[str, Any]:
    where = [str(door.server.port), door.path, str(CONNECTIONS), str(seconds)]
    return result_of([program("httpload"), *options, *where], cores().generator)
