"""How long links are down while the server is restarted, with each kind of client."""

import json
import shlex
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from bench.machine import cores
from bench.options import Options
from bench.process import OF_THIS_BENCH, Child, running
from bench.report import Result, progress, verdict
from bench.servers import LISTENING, PLONG_SETTINGS

PAIRS = (1, 25, 500)
"""Two connections each."""
TARGET_SECONDS = 2.0
PATIENCE = 60.0
HEADER = ("client", "connections", "median", "p99", "longest", "server away", "target", "verdict")
_HERE = Path(__file__).parent
_NODE = _HERE.parent / "tests/web/node_modules/.bin/node"


def _clients() -> dict[str, Sequence[str]]:
    python = [sys.executable, "-m", "bench.returning"]
    programs: dict[str, Sequence[str]] = {
        kind: [*python, kind] for kind in ("bare", "plong.client")
    }
    if not _NODE.exists():
        progress("restart: plong.js is left out; npm install --prefix tests/web brings its Node.")
        return programs
    return {**programs, "plong.js": [str(_NODE), str(_HERE / "returning.js")]}


@contextmanager
def _server(options: Options, store: Path, port: str) -> Iterator[Child]:
    settings = {**PLONG_SETTINGS, "PLONG_STORE": f"sqlite:{store}"}
    command = [*shlex.split(options.plong), "--port", port]
    with running(command, cores().server, settings) as child:
        yield child


def _one_restart(options: Options, client: Sequence[str], pairs: int) -> tuple[list[float], float]:
    """Return how long each pair had no link, and how long nobody listened."""
    with (
        tempfile.TemporaryDirectory() as folder,
        _server(options, Path(folder, "plong.db"), "0") as old,
    ):
        port = old.wait_ready(LISTENING)[1]
        command = [*client, f"http://127.0.0.1:{port}", str(pairs)]
        with running(command, cores().generator, OF_THIS_BENCH) as clients:
            clients.wait_ready("^ready$")
            began = time.monotonic()
            old.stop()
            with _server(options, Path(folder, "plong.db"), port) as new:
                new.wait_ready(LISTENING)
                away = time.monotonic() - began
                clients.wait_done(PATIENCE)
                return json.loads(clients.log.read_text().splitlines()[-1]), away


def _row(kind: str, pairs: int, downtimes: Sequence[float], away: float) -> Sequence[str]:
    p99 = quantiles(downtimes, n=100)[-1] if len(downtimes) > 1 else downtimes[0]
    longest = max(downtimes)
    figures = [f"{seconds:.2f} s" for seconds in (median(downtimes), p99, longest, away)]
    target = f"< {TARGET_SECONDS:g} s"
    return (kind, f"{2 * pairs:,}", *figures, target, verdict(longest < TARGET_SECONDS))


def measure(options: Options) -> Result:
    """Restart under each kind of client, few and many; all runs of a kind count together."""
    rows, raw = [], {}
    for kind, client in _clients().items():
        for pairs in PAIRS:
            runs = [_one_restart(options, client, pairs) for _ in range(options.runs)]
            downtimes = [seconds for run, _ in runs for seconds in run]
            rows.append(_row(kind, pairs, downtimes, max(away for _, away in runs)))
            raw[f"{kind} {pairs}"] = runs
            progress(f"restart: {' | '.join(rows[-1])}")
    return Result("restart", "Links over a restart", HEADER, rows, raw)
