"""How many datagrams of LCDP a node answers, beside the plain loop of its quick-start."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final, NamedTuple

from bench.build import program
from bench.machine import cores
from bench.options import Options
from bench.process import result_of
from bench.report import Result, Runs, median_rates, progress, verdict
from bench.servers import Server, plong_with_lcdp, udp_server

SOCKETS: Final = 64
WINDOW: Final = 2
TARGET: Final = 2.0
"""Times the plain loop's rate."""
HEADER: Final = ("question", "C limit", "plain loop", "Plong", "of the loop", "target", "verdict")


class Shape(NamedTuple):
    """What is asked."""

    what: str
    question: str
    options: tuple[str, ...] = ()


SHAPES: Final[Mapping[str, Shape]] = {
    "repeated": Shape("a stranger's, the same each time", '[{"PleaseSendPeers":{}}]'),
    "new": Shape(
        "a stranger's, new each time",
        '[{"PleaseReturnThisMessage":{"cookie":"########"}},{"PleaseSendPeers":{}}]',
    ),
    "unusual": Shape(
        "a stranger's, of an unusual form, new each time",
        '[{"PleaseReturnThisMessage":{"cookie":"no ########"}},{"PleaseSendPeers":{}}]',
    ),
    "verified": Shape(
        "a peer's, verified, new each time",
        '[{"PleaseReturnThisMessage":{"cookie":"########"}},{"PleaseSendPeers":{}}]',
        ("-c",),
    ),
}


def _limit(_: Options) -> AbstractContextManager[Server]:
    return udp_server([program("udplimit")])


def _loop(_: Options) -> AbstractContextManager[Server]:
    return udp_server([sys.executable, str(Path(__file__).with_name("lcdp_loop.py"))])


def _plong(options: Options) -> AbstractContextManager[Server]:
    return plong_with_lcdp(options.plong)


CONTENDERS: Final[Mapping[str, Callable[[Options], AbstractContextManager[Server]]]] = {
    "limit": _limit,
    "loop": _loop,
    "plong": _plong,
}


def _run(name: str, shape: Shape, options: Options) -> dict[str, Any]:
    proof = shape.options if name == "plong" else ()  # the others have no cookies
    load = [program("udpload"), *proof]
    with CONTENDERS[name](options) as server:
        words = [str(server.port), shape.question, str(SOCKETS), str(WINDOW), str(options.seconds)]
        return result_of([*load, *words], cores().generator)


def _measure_runs(shape: Shape, options: Options) -> Runs:
    runs: Runs = {name: [] for name in CONTENDERS}
    for number in range(1, options.runs + 1):
        for name, done in runs.items():
            done.append(_run(name, shape, options))
        rates = ", ".join(f"{name} {done[-1]['rate']:,}/s" for name, done in runs.items())
        progress(f"lcdp, {shape.what}, run {number} of {options.runs}: {rates}")
    return runs


def _rows(found: Mapping[str, Runs]) -> Iterator[tuple[str, ...]]:
    for name, runs in found.items():
        rates = median_rates(runs)
        share = rates["plong"] / rates["loop"]
        figures = (f"{rates[each]:,.0f}/s" for each in CONTENDERS)
        yield (
            SHAPES[name].what,
            *figures,
            f"{share:.2f}",
            f">= {TARGET:.1f}",
            verdict(share >= TARGET),
        )


def measure(options: Options) -> Result:
    """Measure each kind of question, the nodes turn by turn."""
    found = {name: _measure_runs(shape, options) for name, shape in SHAPES.items()}
    raw = {"sockets": SOCKETS, "window": WINDOW, **found}
    return Result("lcdp", "Datagrams of LCDP answered", HEADER, list(_rows(found)), raw)
