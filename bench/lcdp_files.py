"""How fast `plong get` fetches a file from one server over LCDP, and what it costs both."""

import hashlib
import resource
import shlex
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench.build import program
from bench.files import make_file
from bench.lcdp_peer import proven_socket
from bench.machine import cores, pinned_to, warm_memory
from bench.options import Options
from bench.process import cpu_seconds, result_of
from bench.report import Result, Runs, progress, verdict
from bench.servers import Server, plong_with_lcdp, udp_server

PIECE: Final = 4096
ANSWER: Final = 5632
"""Bytes of a datagram with a piece in it: base64, its name and a cookie."""
QUESTION: Final = 190
"""Bytes of a question for one."""
WINDOW: Final = 64
TARGET: Final = 40e6
"""Bytes a second."""
PATIENCE: Final = 30.0
"""Seconds in which a server is to have hashed the file."""
HUNDRED: Final = 100e6
HEADER: Final = (
    "a file over LCDP",
    "MB/s",
    "server CPU, s per 100 MB",
    "client CPU, s per 100 MB",
    "target",
    "verdict",
)


def _limit(options: Options) -> dict[str, Any]:
    """Send datagrams of the same sizes, each for a question, and look at none of them."""
    with udp_server([program("udplimit"), str(ANSWER)]) as server:
        words = [str(server.port), "x" * QUESTION, "1", str(WINDOW), str(options.seconds)]
        cpu, before = cpu_seconds(server.pid), _children_cpu()
        found = result_of([program("udpload"), *words], cores().generator)
        size = found["rate"] * (options.seconds + 0.5) * PIECE  # the warm-up costs as much
        costs = {"server": cpu_seconds(server.pid) - cpu, "client": _children_cpu() - before}
    return {"rate": found["rate"] * PIECE, **_per_hundred(costs, size)}


def _fetch(options: Options, path: Path, name: str) -> dict[str, Any]:
    """Fetch the file; the clock runs from the command's start to its end."""
    settings = {"PLONG_SHARE_DIR": str(path.parent)}
    with (
        tempfile.TemporaryDirectory(prefix="plong-bench-") as folder,
        plong_with_lcdp(options.plong, settings) as server,
    ):
        _await_file(server, name)
        cpu, client, began = cpu_seconds(server.pid), _children_cpu(), time.perf_counter()
        _get(options, server, name, Path(folder))
        seconds = time.perf_counter() - began
        costs = {"server": cpu_seconds(server.pid) - cpu, "client": _children_cpu() - client}
        size = (Path(folder) / name).stat().st_size
    if size != path.stat().st_size:
        raise RuntimeError("The file that was fetched has another size.")
    return {"rate": size / seconds, "seconds": seconds, **_per_hundred(costs, size)}


def _get(options: Options, server: Server, name: str, folder: Path) -> None:
    words = [*shlex.split(options.plong), "get", name, "--from", f"127.0.0.1:{server.port}"]
    with pinned_to(cores().generator):
        subprocess.run(words, cwd=folder, check=True, capture_output=True)


def _await_file(server: Server, name: str) -> None:
    """Wait until the server has hashed the file, and so gives it."""
    question = f'{{"PleaseSendContent":{{"id":"{name}","length":1,"offset":0}}}}'
    deadline = time.monotonic() + PATIENCE
    with proven_socket(server.port) as (asker, proof):
        while b'"Content"' not in _answer(asker, f"[{proof},{question}]"):
            if time.monotonic() > deadline:
                raise RuntimeError("The server does not give the file.")


def _answer(asker: socket.socket, question: str) -> bytes:
    asker.send(question.encode())
    try:
        return asker.recv(65536)
    except TimeoutError:
        return b""


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _per_hundred(costs: dict[str, float], size: float) -> dict[str, float]:
    return {key: cost * HUNDRED / size for key, cost in costs.items()}


def _measure_runs(options: Options) -> Runs:
    runs: Runs = {"limit": [], "plong": []}
    with tempfile.TemporaryDirectory(prefix="plong-bench-") as folder:
        path = make_file(Path(folder), options.shared_size)
        name = hashlib.sha256(path.read_bytes()).hexdigest()
        warm_memory()
        for number in range(1, options.runs + 1):
            runs["limit"].append(_limit(options))
            runs["plong"].append(_fetch(options, path, name))
            rates = ", ".join(f"{key} {done[-1]['rate'] / 1e6:.0f}" for key, done in runs.items())
            progress(f"lcdp-files, run {number} of {options.runs}, MB/s: {rates}")
    return runs


def _row(runs: Runs, name: str, what: str) -> tuple[str, ...]:
    rate, server, client = (
        median(run[key] for run in runs[name]) for key in ("rate", "server", "client")
    )
    cells = (what, f"{rate / 1e6:.0f}", f"{server:.2f}", f"{client:.2f}")
    if name == "limit":
        return (*cells, "", "")
    return (*cells, f">= {TARGET / 1e6:.0f} MB/s", verdict(rate >= TARGET))


def measure(options: Options) -> Result:
    """Measure fetching a file, and datagrams of the same sizes that nobody reads."""
    runs = _measure_runs(options)
    rows = [
        _row(runs, "limit", "C limit: the same datagrams, unread"),
        _row(runs, "plong", f"`plong get`, {options.shared_size >> 20} MiB"),
    ]
    return Result("lcdp-files", "A file over LCDP, from one server", HEADER, rows, dict(runs))
