"""`python -m bench`: measure, and print tables that a README can quote."""

import argparse
import json
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench import (
    files,
    flood,
    guess,
    hostile,
    idle,
    lcdp,
    lcdp_bridge,
    lcdp_files,
    libp2p,
    ohai,
    ping,
    relay,
    restart,
    scrape,
    soak,
    storm,
)
from bench.machine import describe
from bench.options import Options
from bench.report import Result, report

MEASUREMENTS = {
    "relay": relay.measure,
    "idle": idle.measure,
    "ohai": ohai.measure,
    "ping": ping.measure,
    "lcdp": lcdp.measure,
    "lcdp-files": lcdp_files.measure,
    "lcdp-bridge": lcdp_bridge.measure,
    "libp2p": libp2p.measure,
    "storm": storm.measure,
    "restart": restart.measure,
    "scrape": scrape.measure,
    "files": files.measure,
}
TRIALS = {
    "flood": flood.measure,
    "guess": guess.measure,
    "hostile": hostile.measure,
    "soak": soak.measure,
}
"""What ends with an exit code of 1 if a promise is broken; not among all of what is measured."""


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is less than 1")
    return number


def _parser() -> argparse.ArgumentParser:
    default = Options()
    parser = argparse.ArgumentParser("python -m bench", description=__doc__)
    parser.add_argument("what", nargs="?", choices=["all", *MEASUREMENTS, *TRIALS], default="all")
    parser.add_argument("--runs", type=_positive, default=default.runs, help="runs of each server")
    parser.add_argument("--seconds", type=float, default=default.seconds, help="length of a run")
    parser.add_argument(
        "--connections", type=_positive, default=default.connections, help="idle ones"
    )
    parser.add_argument("--minutes", type=float, default=default.minutes, help="of a soak")
    parser.add_argument("--clients", type=_positive, default=default.clients, help="in a soak")
    parser.add_argument("--only", default=default.only, metavar="WORDS", help="of hostile, flood")
    parser.add_argument("--quick", action="store_true", help="one short run, to see that it works")
    parser.add_argument("--json", type=Path, metavar="FILE", help="store raw figures")
    parser.add_argument("--plong", default=default.plong, metavar="COMMAND", help="server to run")
    return parser


def _options_from(arguments: argparse.Namespace) -> Options:
    options = Options(
        runs=arguments.runs,
        seconds=arguments.seconds,
        connections=arguments.connections,
        minutes=arguments.minutes,
        clients=arguments.clients,
        only=arguments.only,
        plong=arguments.plong,
    )
    return _quick(options) if arguments.quick else options


def _quick(options: Options) -> Options:
    short = replace(options, runs=1, seconds=1.0, idle_seconds=2.0)
    return replace(
        short,
        pings=2_000,
        file_size=1 << 26,
        shared_size=1 << 25,
        echoes=2_000,
        dials=500,
        minutes=1.0,
        clients=100,
    )


def _store(file: Path, results: Sequence[Result]) -> None:
    raw = {"machine": describe(), **{result.name: result.raw for result in results}}
    file.write_text(json.dumps(raw, indent=2) + "\n")


def main() -> None:
    """Measure what the command line asks for; print it, and store it if asked."""
    arguments = _parser().parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that children are stopped, too
    chosen = MEASUREMENTS if arguments.what == "all" else [arguments.what]
    every = {**MEASUREMENTS, **TRIALS}
    results = [every[name](_options_from(arguments)) for name in chosen]
    print(report(describe(), results))
    if arguments.json:
        _store(arguments.json, results)
    if arguments.what in TRIALS and not all(result.is_kept for result in results):
        sys.exit(1)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except (RuntimeError, OSError) as error:
        sys.exit(f"bench: {error}")
