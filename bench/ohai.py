"""How fast peers are made, store and all, against a Starlette route that does nothing."""

from contextlib import AbstractContextManager
from typing import Any

from bench.build import program
from bench.machine import cores
from bench.options import Options
from bench.process import result_of
from bench.report import Result, Runs, finding, median_rates, progress, verdict
from bench.servers import Server, plong, starlette

CONNECTIONS = 64
TARGET = 0.6


def _one_run(
    serving: AbstractContextManager[Server], path: str, options: Options
) -> dict[str, Any]:
    with serving as server:
        load = [program("httpload"), str(server.port), path, str(CONNECTIONS)]
        return result_of([*load, str(options.seconds)], cores().generator)


def _measure_runs(options: Options) -> Runs:
    runs: Runs = {"starlette": [], "plong": []}
    for number in range(1, options.runs + 1):
        runs["starlette"].append(_one_run(starlette(), "/", options))
        runs["plong"].append(_one_run(plong(options.plong), "/ohai", options))
        rates = ", ".join(f"{name} {done[-1]['rate']:,}/s" for name, done in runs.items())
        progress(f"ohai, run {number} of {options.runs}: {rates}")
    return runs


def measure(options: Options) -> Result:
    """Measure `GET /ohai`, turn by turn with the empty route."""
    runs = _measure_runs(options)
    rates = median_rates(runs)
    share = rates["plong"] / rates["starlette"]
    row = (
        "`GET /ohai`, stored, against an empty Starlette route",
        f"{share:.2f} ({rates['plong']:,.0f}/s against {rates['starlette']:,.0f}/s)",
        f">= {TARGET:.2f}",
        verdict(share >= TARGET),
    )
    return finding("ohai", row, {"connections": CONNECTIONS, **runs})
