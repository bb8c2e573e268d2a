"""How fast one file goes from a program to another, and what that costs the server."""

import os
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from bench.file_servers import Carrier, carriers
from bench.machine import warm_memory
from bench.options import Options
from bench.process import cpu_seconds, running
from bench.report import Result, Runs, progress, verdict

HEADER = ("1 GB through", "MB/s", "server CPU, s", "target", "verdict")
PEER = "magic-wormhole"
TIMES = 2.0
"""How many times the peer's throughput is wanted."""
BLOCK = 1 << 20
PATIENCE = 600.0


def _servers_cpu(carrier: Carrier) -> float:
    return sum(cpu_seconds(server.popen.pid) for server in carrier.servers)


def make_file(folder: Path, size: int) -> Path:
    """Write a file of random bytes, in whole mebibytes; return where it is."""
    path = folder / "big.bin"
    with path.open("wb") as file:
        for _ in range(size // BLOCK):
            file.write(os.urandom(BLOCK))
    return path


def _carry(carrier: Carrier, path: Path, folder: Path) -> dict[str, Any]:
    """Send one file; the clock runs from the receiver's start until both have ended."""
    target = folder / "received"
    target.mkdir()
    with running(carrier.send(path), None) as sender:
        sender.wait_ready(carrier.ready)
        cpu, began = _servers_cpu(carrier), time.perf_counter()
        with running(carrier.receive(target), None) as receiver:
            for child in (receiver, sender):
                child.wait_done(PATIENCE)
            seconds = time.perf_counter() - began
    size = path.stat().st_size
    _check_received(target, size)
    return {"rate": size / seconds, "cpu": _servers_cpu(carrier) - cpu, "seconds": seconds}


def _check_received(target: Path, size: int) -> None:
    received = [file for file in target.iterdir() if file.stat().st_size == size]
    if len(received) != 1:
        raise RuntimeError(f"The file did not arrive whole in {target}.")
    received[0].unlink()


def _measure_runs(options: Options) -> Runs:
    chosen = carriers(options.plong)
    runs: Runs = {name: [] for name in chosen}
    with tempfile.TemporaryDirectory(prefix="plong-bench-") as name:
        path = make_file(Path(name), options.file_size)
        warm_memory()
        for number in range(1, options.runs + 1):
            for carrier, serving in chosen.items():
                with tempfile.TemporaryDirectory(dir=name) as folder, serving() as serves:
                    runs[carrier].append(_carry(serves, path, Path(folder)))
            rates = ", ".join(f"{key} {done[-1]['rate'] / 1e6:.0f}" for key, done in runs.items())
            progress(f"files, run {number} of {options.runs}, MB/s: {rates}")
    return runs


def _median(runs: Runs, name: str, what: str) -> float:
    return float(median(run[what] for run in runs[name]))


def _row(runs: Runs, name: str) -> tuple[str, ...]:
    rate, cpu = _median(runs, name, "rate"), _median(runs, name, "cpu")
    cells = (name, f"{rate / 1e6:.0f}", f"{cpu:.2f}")
    if name == PEER or PEER not in runs:
        return (*cells, "", "")
    reached = rate >= TIMES * _median(runs, PEER, "rate") and cpu < _median(runs, PEER, "cpu")
    return (*cells, f">= {TIMES:g} x {PEER}'s, less CPU", verdict(reached))


def measure(options: Options) -> Result:
    """Measure a file's way through Plong and through magic-wormhole, turn by turn."""
    runs = _measure_runs(options)
    rows = [_row(runs, name) for name in runs]
    return Result("files", "One file, two programs, one server", HEADER, rows, dict(runs))
