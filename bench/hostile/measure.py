"""A hundred pairs who talk, and hostile peers of one kind after another beside them."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from statistics import median
from typing import Final

from bench.build import program
from bench.hostile.doors import ALL, EVERY
from bench.hostile.silencing import enter_own_network
from bench.machine import cores, forget_peak, open_files, peak_bytes, pinned_to, resident_bytes
from bench.options import Options
from bench.process import Child, running
from bench.relay import linked_pairs
from bench.report import Result, progress, verdict
from bench.servers import Server, plong_with_all

PAIRS: Final = 100
MESSAGE_BYTES: Final = 64
RATE: Final = 10
"""Messages that each of the 200 clients sends a second."""
CALM_SECONDS: Final = 3.0
"""Before and after each kind."""
ATTACK_SECONDS: Final = 4.0
"""For which peers come again whom the server ends at once."""
PATIENCE: Final = 60.0
RATIO: Final = 2.0
GONE_SECONDS: Final = 10.0
LEFT_BYTES: Final = 5 << 20
SETTINGS: Final[Mapping[str, str]] = {
    # What docs/hostile.md names for a server that wants such peers gone within ten seconds.
    "PLONG_KEEPALIVE": "4",
    "PLONG_SLOW_TIMEOUT": "4",
    "PLONG_CLOSE_TIMEOUT": "2",
    "PLONG_REQUEST_TIMEOUT": "5",
}
HALF_OPEN: Final = frozenset(name for name in EVERY if name.startswith("half-open"))
HEADER: Final = (
    *("peers", "p99 calm", "p99 beside", "ratio", "held for", "before", "peak", "after", "verdict"),
)


@dataclass(frozen=True)
class Finding:
    """What one kind did, once."""

    calm_us: float
    beside_us: float
    held: float
    """Seconds, at the longest."""
    before: int
    peak: int
    after: int
    files_left: int

    @property
    def ratio(self) -> float:
        """How much longer the others wait."""
        return self.beside_us / self.calm_us


class Talk:
    """The hundred pairs; what their load generator says of every half second."""

    def __init__(self, child: Child) -> None:
        self._child = child

    def windows(self, begin: float, end: float) -> list[float]:
        """Return the 99th percentiles of those that lie between two moments, in microseconds."""
        self._child.check_alive()
        lines = [line for line in self._child.log.read_text().splitlines() if line.endswith("}")]
        found = [json.loads(line) for line in lines]
        return [one["p99_us"] for one in found if begin + 0.5 <= one["at"] <= end]


@contextmanager
def _talking(server: Server) -> Iterator[Talk]:
    words = [program("wssteady"), str(server.port), str(MESSAGE_BYTES), str(RATE)]
    with running(words, cores().generator, plan=linked_pairs(server, PAIRS)) as child:
        _let_go_first(child.popen.pid)
        child.wait_ready(r"}$")
        yield Talk(child)


def _let_go_first(pid: int) -> None:
    """Let who measures run before the hostile peers, whose core it shares, where we may say so."""
    with suppress(PermissionError):
        os.sched_setscheduler(pid, os.SCHED_FIFO, os.sched_param(1))


def _attack(name: str, ports: Sequence[int]) -> float:
    """Let the peers of one kind act; return for how long the server held the last of them."""
    command = [sys.executable, "-m", "bench.hostile.attack", name, str(ATTACK_SECONDS)]
    with pinned_to(cores().generator):
        done = subprocess.run(
            [*command, *map(str, ports)], stdout=subprocess.PIPE, timeout=PATIENCE, check=True
        )
    return float(json.loads(done.stdout)["held"])


def _try(name: str, talk: Talk, server: Server, ports: Sequence[int]) -> Finding:
    pid = server.pid
    before, files = resident_bytes(pid), open_files(pid)
    forget_peak(pid)
    began = time.monotonic()
    time.sleep(CALM_SECONDS)
    attacked = time.monotonic()
    held = _attack(name, ports)
    ended = time.monotonic()
    time.sleep(CALM_SECONDS)
    calm = talk.windows(began, attacked) + talk.windows(ended, time.monotonic())
    return Finding(
        calm_us=median(calm),
        beside_us=median(talk.windows(attacked, ended) or calm),
        held=held,
        before=before,
        peak=peak_bytes(pid),
        after=resident_bytes(pid),
        files_left=open_files(pid) - files,
    )


def _round(names: Sequence[str], options: Options) -> dict[str, Finding]:
    found = {}
    with plong_with_all(options.plong, SETTINGS) as (server, libp2p, udp), _talking(server) as talk:
        _attack("guessing flood", (server.port, libp2p, udp))  # the first hash takes 19 MiB
        for name in names:
            found[name] = _try(name, talk, server, (server.port, libp2p, udp))
            progress(f"hostile: {name}: {found[name]}")
    return found


def _is_kept(findings: Sequence[Finding]) -> bool:
    return (
        median(one.ratio for one in findings) < RATIO
        and max(one.held for one in findings) <= GONE_SECONDS
        and median(one.after - one.before for one in findings) <= LEFT_BYTES
        and max(one.files_left for one in findings) <= 0
    )


def _row(name: str, findings: Sequence[Finding]) -> tuple[str, ...]:
    def middle(what: str) -> float:
        return float(median(getattr(one, what) for one in findings))

    memory = (f"{middle(what) / (1 << 20):.1f} MiB" for what in ("before", "peak", "after"))
    return (
        name,
        f"{middle('calm_us') / 1000:.2f} ms",
        f"{middle('beside_us') / 1000:.2f} ms",
        f"{middle('ratio'):.2f}",
        f"{max(one.held for one in findings):.1f} s",
        *memory,
        verdict(_is_kept(findings)),
    )


def _names() -> list[str]:
    if enter_own_network():
        return [*EVERY, ALL]
    progress("hostile: half-open peers need root, iptables and ip: they are left out.")
    return [name for name in EVERY if name not in HALF_OPEN]


def measure(options: Options) -> Result:
    """Try each kind in each run; the figures are medians, but of how long they were held."""
    names = [name for name in _names() if options.only in name]
    rounds = [_round(names, options) for _ in range(options.runs)]
    findings = {name: [found[name] for found in rounds] for name in names}
    settings = " ".join(f"{key.removeprefix('PLONG_').lower()}={SETTINGS[key]}" for key in SETTINGS)
    return Result(
        name="hostile",
        title=f"{PAIRS} pairs who talk, beside hostile peers ({settings}); "
        f"to keep: ratio < {RATIO:g}, held <= {GONE_SECONDS:g} s, memory back within 5 MiB",
        header=HEADER,
        rows=[_row(name, found) for name, found in findings.items()],
        raw={name: [asdict(one) for one in found] for name, found in findings.items()},
    )
