"""Each way to fill memory, with many connections at once, beside the bound for that."""

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

from bench.flood.bound import BASE, MEBIBYTE, TURN, together
from bench.flood.kinds import FLOODS, Flood
from bench.machine import cores, forget_peak, peak_bytes, resident_bytes
from bench.options import Options
from bench.process import OF_THIS_BENCH, running
from bench.report import Result, progress, verdict
from bench.servers import NO_LIMIT, plong_with_all
from plong.config import make_config

CONNECTIONS: Final = 64
SETTLE_SECONDS: Final = 0.5
SETTINGS: Final[Mapping[str, str]] = {
    # Long deadlines, so that all are there at once.
    "PLONG_SLOW_TIMEOUT": "600",
    "PLONG_REQUEST_TIMEOUT": "600",
    "PLONG_KEEPALIVE": "600",
    "PLONG_LIBP2P_CONNECTIONS_PER_ADDRESS": NO_LIMIT,
}
HEADER: Final = ("way", "connections", "sent", "peak growth", "bound", "verdict")


@dataclass(frozen=True)
class Finding:
    """What one way has made the server hold."""

    connections: int
    said: int
    grown: int
    bound: int


def flood_with(name: str, command: str, connections: int = CONNECTIONS) -> Finding:
    """Flood a fresh server in one way."""
    flood = FLOODS[name]
    count = min(connections, flood.most)
    with plong_with_all(command, SETTINGS) as (server, libp2p, udp):
        before = resident_bytes(server.pid)
        forget_peak(server.pid)
        words = [sys.executable, "-m", "bench.flood.pour", name, str(count)]
        ports = [str(port) for port in (server.port, libp2p, udp)]
        with running([*words, *ports], cores().generator, OF_THIS_BENCH) as child:
            said = json.loads(child.wait_ready(r"^{.*}$")[0])["said"]
            time.sleep(SETTLE_SECONDS)
            grown = peak_bytes(server.pid) - before
        server.child.check_alive()
    return Finding(count, said, grown, bound_of(flood, count))


def bound_of(flood: Flood, connections: int) -> int:
    """Return the bytes that so many connections may cost."""
    config = make_config({})
    each = connections * flood.bound(config)
    if flood.is_libp2p:
        return BASE + each
    return BASE + min(each, together(config, connections) + connections * TURN)


def _row(name: str, found: Finding) -> tuple[str, ...]:
    sizes = (f"{size / MEBIBYTE:,.1f} MiB" for size in (found.said, found.grown, found.bound))
    return (name, str(found.connections), *sizes, verdict(found.grown <= found.bound))


def measure(options: Options) -> Result:
    """Try each way once, with a server of its own: it varies little."""
    findings = {}
    for name in (name for name in FLOODS if options.only in name):
        findings[name] = flood_with(name, options.plong)
        progress(f"flood: {name}: {findings[name]}")
    return Result(
        name="flood",
        title="Most memory that strangers can make the server hold, beside the configured bound",
        header=HEADER,
        rows=[_row(name, found) for name, found in findings.items()],
        raw={name: asdict(found) for name, found in findings.items()},
    )
