"""How much a relay carries: the C limit, Plong and PeerJS's server, in four shapes of load."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from bench.build import peerjs_program, program
from bench.client import Peer, new_peers
from bench.machine import cores
from bench.options import Options
from bench.process import result_of
from bench.report import Result, Runs, median_rates, progress, verdict
from bench.servers import Server, limit, peerjs, plong


@dataclass(frozen=True)
class Shape:
    """A shape of load: so many pairs, each side with so many messages in flight."""

    pairs: int
    size: int
    in_flight: int
    target: float
    """The share of the limit that Plong is to reach."""

    def __str__(self) -> str:
        size = f"{self.size} B" if self.size < 1024 else f"{self.size // 1024} KiB"
        return f"{self.pairs} x {size} x {self.in_flight}"


SHAPES = (
    Shape(50, 64, 16, 0.30),
    Shape(50, 64, 1, 0.60),
    Shape(500, 64, 4, 0.45),
    Shape(50, 16384, 8, 0.95),
)


@dataclass(frozen=True)
class Contender:
    """A relay to load, and how its clients are told to connect."""

    name: str
    serve: Callable[[], AbstractContextManager[Server]]
    plan: Callable[[Server, int], str]
    """The load generator's input for so many pairs; c/wsclient.h says how it looks."""


def _linked(peer: Peer, partner: Peer) -> str:
    return f"{peer.path}\t\x1bchlink {partner.public_id}\n"


def linked_pairs(server: Server, pairs: int) -> str:
    """Return the plan of so many pairs of new peers, each linked to the other."""
    peers = new_peers(server, 2 * pairs)
    return "".join(_linked(a, b) + _linked(b, a) for a, b in zip(peers, peers, strict=True))


def _peerjs_line(me: str, partner: str) -> str:
    """PeerJS has no link: each message names its receiver, in JSON that the server parses."""
    path = f"/peerjs?key=peerjs&id={me}&token={me}"
    prefix = f'{{"type":"OFFER","src":"{me}","dst":"{partner}","payload":"'
    return f'{path}\t\t{prefix}\t"}}\n'


def _peerjs_plan(_server: Server, pairs: int) -> str:
    names = ((f"a{i}", f"b{i}") for i in range(pairs))
    return "".join(_peerjs_line(a, b) + _peerjs_line(b, a) for a, b in names)


def _contenders(options: Options) -> Iterator[Contender]:
    yield Contender("limit", limit, linked_pairs)
    yield Contender("plong", lambda: plong(options.plong), linked_pairs)
    if peerjs_program():
        yield Contender("peerjs", peerjs, _peerjs_plan)
    else:
        progress("PeerJS's server needs node and npm: its column stays empty.")


def _one_run(contender: Contender, shape: Shape, seconds: float) -> dict[str, Any]:
    """Load a fresh server; return what the load generator counted."""
    with contender.serve() as server:
        plan = contender.plan(server, shape.pairs)
        load = [program("wsload"), str(server.port), str(shape.size), str(shape.in_flight)]
        result = result_of([*load, str(seconds)], cores().generator, plan)
        server.child.check_alive()
    if result["lost"]:
        raise RuntimeError(f"{contender.name} lost {result['lost']} messages.")
    return result


def _measure_shape(shape: Shape, contenders: Sequence[Contender], options: Options) -> Runs:
    """Run the contenders in turn, so that a slow minute of the machine is everyone's."""
    runs: Runs = {}
    for number in range(1, options.runs + 1):
        for contender in contenders:
            result = _one_run(contender, shape, options.seconds)
            runs.setdefault(contender.name, []).append(result)
            name, rate = contender.name, result["rate"]
            progress(f"relay {shape}, run {number} of {options.runs}: {name} {rate:,} msg/s")
    return runs


def _table_row(shape: Shape, runs: Runs) -> tuple[str, ...]:
    rates = median_rates(runs)
    share = {name: rate / rates["limit"] for name, rate in rates.items()}
    peerjs_cells = ("-", "-")
    if "peerjs" in rates:
        peerjs_cells = (f"{rates['peerjs']:,.0f}", f"{share['peerjs']:.2f}")
    return (
        str(shape),
        f"{rates['limit']:,.0f}",
        f"{rates['plong']:,.0f}",
        f"{share['plong']:.2f}",
        f">= {shape.target:.2f}",
        verdict(share["plong"] >= shape.target),
        *peerjs_cells,
    )


def measure(options: Options) -> Result:
    """Measure all shapes."""
    contenders = list(_contenders(options))
    measured = {shape: _measure_shape(shape, contenders, options) for shape in SHAPES}
    return Result(
        name="relay",
        title=f"Relayed messages a second, median of {options.runs}; share: of the C limit",
        header=(
            "pairs x bytes x in flight",
            *("C limit", "Plong", "share", "target", "verdict"),
            *("PeerJS", "share"),
        ),
        rows=[_table_row(shape, runs) for shape, runs in measured.items()],
        raw={str(shape): runs for shape, runs in measured.items()},
    )
