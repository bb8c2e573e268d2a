"""What pings and connections of libp2p cost a listener, beside py-libp2p and a plain echo."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from statistics import median
from typing import Any, Final, NamedTuple

from bench.libp2p_listeners import TRANSPORTS, Listener, echo, plong, py_libp2p
from bench.machine import cores
from bench.options import Options
from bench.process import result_of
from bench.report import Result, progress, verdict

CIPHERTEXT: Final = 2 + 12 + 32 + 16
"""Bytes of a ping as it travels over TCP: Noise's length, yamux's header, payload, Noise's tag."""
DIALS_SHARE: Final = 10
"""Of the dials over which memory is watched, each run makes the tenth."""
HEADER: Final = ("measured", "over", "plain echo", "py-libp2p", "Plong", "target", "verdict")

Run = dict[str, Any]
Runs = dict[str, list[Run]]
"""The runs of each listener by what was done: ``pings``, ``dials``, ``memory``."""
Contender = Callable[[Options, str], AbstractContextManager[Listener] | None]
"""Starts a listener on a transport; None: it cannot be had."""


class Figure(NamedTuple):
    """One row."""

    what: str
    load: str
    key: str
    unit: str
    scale: float
    targets: Mapping[str, float]
    """By transport."""
    is_rate: bool = False


FIGURES: Final = (
    Figure("server CPU a ping", "pings", "cpu_us", "µs", 1, {"tcp": 65, "ws": 120}),
    Figure("pings a second", "pings", "rate", "/s", 1, {"tcp": 5900, "ws": 4250}, is_rate=True),
    Figure("server CPU a dial", "dials", "cpu_us", "ms", 1e-3, {"tcp": 1.2, "ws": 1.5}),
    Figure("memory, grown", "memory", "grown", "MiB", 2**-20, {"tcp": 1.0, "ws": 1.0}),
)


def _load(load: str, listener: Listener, count: int, *more: str) -> Run:
    command = [sys.executable, "-m", "bench.libp2p_load"]
    words = [load, listener.where, str(listener.pid), str(count), *more]
    return result_of([*command, *words], cores().generator)


def _run(contender: Contender, transport: str, options: Options, runs: Runs) -> None:
    starting = contender(options, transport)
    if starting is None:
        return
    with starting as listener:
        runs["pings"].append(_load("pings", listener, options.echoes))
        runs["dials"].append(_load("dials", listener, options.dials // DIALS_SHARE))


def _watch_memory(contender: Contender, transport: str, options: Options, runs: Runs) -> None:
    starting = contender(options, transport)
    if starting is not None:
        with starting as listener:
            runs["memory"].append(_load("dials", listener, options.dials))


def _run_limit(options: Options, runs: Runs) -> None:
    with echo() as listener:
        for size in (32, CIPHERTEXT):
            found = _load("echoes", listener, options.echoes, str(size))
            runs.setdefault(f"{size} bytes", []).append(found)


CONTENDERS: Final[Mapping[str, Contender]] = {"py-libp2p": py_libp2p, "Plong": plong}


def _told(runs: Mapping[str, Runs]) -> str:
    said = {name: done["pings"][-1] for name, done in runs.items() if done["pings"]}
    return ", ".join(f"{name} {run['cpu_us']:.0f} µs a ping" for name, run in said.items())


def _measure_transport(transport: str, options: Options) -> dict[str, Runs]:
    runs: dict[str, Runs] = {name: {"pings": [], "dials": [], "memory": []} for name in CONTENDERS}
    for number in range(1, options.runs + 1):
        for name, contender in CONTENDERS.items():
            _run(contender, transport, options, runs[name])
        progress(f"libp2p over {transport}, run {number} of {options.runs}: {_told(runs)}")
    for name, contender in CONTENDERS.items():
        _watch_memory(contender, transport, options, runs[name])
        progress(f"libp2p over {transport}: {options.dials} dials to {name}")
    return runs


def _median(runs: list[Run], figure: Figure) -> float | None:
    return median(run[figure.key] for run in runs) * figure.scale if runs else None


def _shown(value: float | None, figure: Figure) -> str:
    if value is None:
        return "-"
    digits = 0 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}{'' if figure.is_rate else ' '}{figure.unit}"


def _row(figure: Figure, transport: str, found: Mapping[str, Runs], limit: Runs) -> tuple[str, ...]:
    target = figure.targets[transport]
    values = {name: _median(runs[figure.load], figure) for name, runs in found.items()}
    ours = values["Plong"]
    echoed = limit[f"{CIPHERTEXT} bytes"] if transport == "tcp" and figure.load == "pings" else []
    reached = ours is not None and (ours >= target if figure.is_rate else ours <= target)
    return (
        figure.what,
        TRANSPORTS[transport],
        _shown(_median(echoed, figure), figure),
        *(_shown(values[name], figure) for name in CONTENDERS),
        f"{'>=' if figure.is_rate else '<='} {_shown(target, figure)}",
        "-" if ours is None else verdict(reached),
    )


def _rows(found: Mapping[str, Mapping[str, Runs]], limit: Runs) -> Iterator[tuple[str, ...]]:
    for figure in FIGURES:
        for transport, runs in found.items():
            yield _row(figure, transport, runs, limit)


def measure(options: Options) -> Result:
    """Measure each transport, the listeners turn by turn."""
    limit: Runs = {}
    for _ in range(options.runs):
        _run_limit(options, limit)
    found = {transport: _measure_transport(transport, options) for transport in TRANSPORTS}
    raw = {"echoes": options.echoes, "dials": options.dials, "limit": limit, **found}
    return Result("libp2p", "libp2p's pings and dials", HEADER, list(_rows(found, limit)), raw)
