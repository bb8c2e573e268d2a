"""What an idle connection costs: the server's memory with 10 000 of them, one a peer."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.build import program
from bench.client import arrival_seconds, new_peers
from bench.machine import affordable_connections, cores, resident_bytes
from bench.options import Options
from bench.process import Child, running
from bench.report import Result, finding, progress, verdict
from bench.servers import Server, plong

TARGET_KIB = 16.0


@contextmanager
def holding(server: Server, count: int) -> Iterator[Child]:
    """Have a process hold `count` open WebSockets for as long as the block."""
    plan = "".join(f"{peer.path}\n" for peer in new_peers(server, count))
    command = [program("wshold"), str(server.port)]
    with running(command, cores().generator, plan=plan) as holder:
        holder.wait_ready(r"^holding")
        yield holder


def connections(options: Options) -> int:
    """Return how many connections to hold, and say so if they are not as many as wanted."""
    count = affordable_connections(options.connections)
    if count < options.connections:
        progress(f"The file limit allows {count} of {options.connections} connections.")
    return count


def _measure_bytes(options: Options, count: int) -> tuple[int, int]:
    """Return the server's memory before and while it holds the connections."""
    with plong(options.plong) as server:
        arrival_seconds(server)  # what the first connection of all loads is nobody's own
        before = resident_bytes(server.pid)
        with holding(server, count) as holder:
            time.sleep(options.idle_seconds)
            holder.check_alive()
            return before, resident_bytes(server.pid)


def measure(options: Options) -> Result:
    """Measure the memory of idle connections, once: it varies little."""
    count = connections(options)
    progress(f"idle: {count} connections for {options.idle_seconds:g} seconds")
    before, after = _measure_bytes(options, count)
    each = (after - before) / count / 1024
    row = (
        f"server memory of {count:,} idle connections",
        f"{each:.1f} KiB each",
        f"<= {TARGET_KIB:.0f} KiB",
        verdict(each <= TARGET_KIB),
    )
    raw = {"connections": count, "bytes_before": before, "bytes_after": after}
    return finding("idle", row, raw)
