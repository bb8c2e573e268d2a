"""How fast knocks are stored, each answered when it is on the disk; and what a full inbox costs."""

import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.inbox import Filling, Found, Listing, measure_inbox, raw
from bench.knocks import CONNECTIONS, Door, door_of, knock_for, new_owner
from bench.machine import cores
from bench.options import Options
from bench.process import result_of
from bench.report import FINDINGS_HEADER, Result, Runs, median_rates, progress, verdict
from bench.servers import plong_with_ping, starlette

Row = tuple[str, str, str, str]

TARGET_RATE = 1500
TARGET_GROWTH = 16 << 20
"""Bytes by which the server may grow while the inbox is filled, and again while it is listed."""


def _run_limit(options: Options) -> dict[str, Any]:
    """Commit as many rows at a time as there are connections: more never wait at once."""
    with TemporaryDirectory(prefix="plong-bench-") as folder:
        limit = [sys.executable, str(Path(__file__).with_name("commit_limit.py")), folder]
        return result_of([*limit, str(CONNECTIONS), str(options.seconds)], cores().server)


def _run_starlette(options: Options) -> dict[str, Any]:
    with starlette() as server:
        return knock_for(Door(server, "/ping"), options.seconds)


def _run_plong(options: Options) -> dict[str, Any]:
    with plong_with_ping(options.plong) as server:
        return knock_for(door_of(server, new_owner(server)), options.seconds)


CONTENDERS = {"limit": _run_limit, "starlette": _run_starlette, "plong": _run_plong}


def _measure_runs(options: Options) -> Runs:
    runs: Runs = {name: [] for name in CONTENDERS}
    for number in range(1, options.runs + 1):
        for name, run in CONTENDERS.items():
            runs[name].append(run(options))
        rates = ", ".join(f"{name} {done[-1]['rate']:,}/s" for name, done in runs.items())
        progress(f"ping, run {number} of {options.runs}: {rates}")
    return runs


def _rate_rows(runs: Runs) -> Iterator[Row]:
    rates = median_rates(runs)
    mine = rates["plong"]
    what = f"`POST ping`, stored, at {CONNECTIONS} connections"
    yield (what, f"{mine:,.0f}/s", f">= {TARGET_RATE:,}/s", verdict(mine >= TARGET_RATE))
    for name, against in (
        ("starlette", "an empty Starlette route"),
        ("limit", f"durable commits of {CONNECTIONS} rows"),
    ):
        share = f"{mine / rates[name]:.2f} (of {rates[name]:,.0f}/s)"
        yield (f"the same against {against}", share, "-", "-")


def _mebibytes(size: int) -> str:
    return f"{size / (1 << 20):+.1f} MiB"


def _growth_row(what: str, speed: str, growth: int, *remarks: str) -> Row:
    measured = "; ".join([speed, ", ".join([_mebibytes(growth), *remarks])])
    return (what, measured, f"<= {TARGET_GROWTH >> 20} MiB", verdict(growth <= TARGET_GROWTH))


def _filling_row(filling: Filling, pings: int) -> Row:
    rates = f"{filling.rate:,.0f}/s, the last tenth {filling.rates[-1]:,}/s"
    late = f"of it {_mebibytes(filling.late_growth)} after the first tenth"
    return _growth_row(f"inbox filled with {pings:,}", rates, filling.growth, late)


def _listing_row(listing: Listing) -> Row:
    times = listing.milliseconds
    shown = f"first {times[0]:.1f}, median {median(times):.1f}, last {times[-1]:.1f} ms"
    return _growth_row(f"listed by pages of {listing.rows:,}", shown, listing.growth)


def _inbox_rows(found: Found, pings: int) -> Iterator[Row]:
    yield _filling_row(found.filling, pings)
    yield from map(_listing_row, found.listings)


def measure(options: Options) -> Result:
    """Measure `POST ping`, turn by turn with what limits it, then one large inbox."""
    runs = _measure_runs(options)
    found = measure_inbox(options)
    return Result(
        name="ping",
        title="PING; memory: the growth of the server",
        header=FINDINGS_HEADER,
        rows=[*_rate_rows(runs), *_inbox_rows(found, options.pings)],
        raw={"connections": CONNECTIONS, **runs, "pings": options.pings, **raw(found)},
    )
