"""How many messages a second cross the browsers' bridge to LCDP, in both directions."""

import sys
from collections.abc import Iterator, Mapping
from statistics import median
from typing import Any, Final, NamedTuple

from bench.machine import cores
from bench.options import Options
from bench.process import result_of
from bench.report import Result, progress, verdict
from bench.servers import plong_with_bridge

TARGET: Final = 20_000
"""Messages a second."""
HEADER: Final = ("through /wt", "messages/s", "server CPU each", "lost", "target", "verdict")


class Shape(NamedTuple):
    """What is counted."""

    what: str
    target: int | None


SHAPES: Final[Mapping[str, Shape]] = {
    "one": Shape("page to peer: one Forward in a frame; datagrams that the peer got", TARGET),
    "many": Shape("page to peer: 8 Forwards in a frame; datagrams that the peer got", TARGET),
    "came": Shape("peer to page: datagrams with a cookie; frames that the page got", TARGET),
    "sealed": Shape("page to peer: encrypted for its key; datagrams that the peer got", None),
}


def _run(options: Options) -> dict[str, Any]:
    with plong_with_bridge(options.plong) as (server, udp_port):
        words = [sys.executable, "-m", "bench.bridge_load"]
        words += [str(server.port), str(udp_port), str(server.pid), str(options.seconds)]
        return result_of(words, cores().generator)


def _median(runs: list[dict[str, Any]], shape: str, what: str) -> float:
    return float(median(run[shape][what] for run in runs))


def _rows(runs: list[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    for name, shape in SHAPES.items():
        rate, cpu = _median(runs, name, "rate"), _median(runs, name, "server_us")
        lost = sum(run[name]["lost"] for run in runs)
        cells = (shape.what, f"{rate:,.0f}", f"{cpu:.0f} µs", f"{lost:,}")
        if shape.target is None:
            yield (*cells, "", "")
        else:
            yield (*cells, f">= {shape.target:,}", verdict(rate >= shape.target))


def measure(options: Options) -> Result:
    """Measure each direction, with a server of its own each time."""
    runs = []
    for number in range(1, options.runs + 1):
        runs.append(_run(options))
        rates = ", ".join(f"{name} {found['rate']:,.0f}/s" for name, found in runs[-1].items())
        progress(f"lcdp-bridge, run {number} of {options.runs}: {rates}")
    return Result(
        "lcdp-bridge", "The browsers' bridge to LCDP", HEADER, list(_rows(runs)), {"plong": runs}
    )
