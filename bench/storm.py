"""What a newcomer feels when 10 000 connections drop at once, half of them reset, half closed."""

import time
from statistics import median

from bench.client import arrival_seconds
from bench.idle import connections, holding
from bench.options import Options
from bench.report import Result, finding, progress, verdict
from bench.servers import plong

TARGET_SECONDS = 1.0
CALM_ARRIVALS = 20
WATCH_SECONDS = 3.0


def _one_storm(options: Options, count: int) -> tuple[float, float]:
    """Return how long a newcomer takes in calm, and how long the slowest took in the storm."""
    with plong(options.plong) as server, holding(server, count) as holder:
        calm = median(arrival_seconds(server) for _ in range(CALM_ARRIVALS))
        holder.popen.kill()
        arrivals = [arrival_seconds(server)]
        end = time.monotonic() + WATCH_SECONDS
        while time.monotonic() < end:
            arrivals.append(arrival_seconds(server))
        server.child.check_alive()
        return calm, max(arrivals)


def _measure_storms(options: Options, count: int) -> list[tuple[float, float]]:
    storms = []
    for number in range(1, options.runs + 1):
        storms.append(_one_storm(options, count))
        calm, worst = (1000 * seconds for seconds in storms[-1])
        progress(f"storm {number} of {options.runs}: {worst:.0f} ms, in calm {calm:.1f} ms")
    return storms


def measure(options: Options) -> Result:
    """Raise one storm after another; the worst counts."""
    count = connections(options)
    storms = _measure_storms(options, count)
    worst = max(seconds for _, seconds in storms)
    calm = median(seconds for seconds, _ in storms)
    row = (
        f"slowest arrival while {count:,} connections drop",
        f"{1000 * worst:.0f} ms (in calm {1000 * calm:.1f} ms)",
        f"< {1000 * TARGET_SECONDS:.0f} ms",
        verdict(worst < TARGET_SECONDS),
    )
    return finding("storm", row, {"connections": count, "calm_and_worst_seconds": storms})
