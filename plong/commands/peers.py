"""``plong peers``: the nodes of LCDP that a server knows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from plong.client.http import read_swarm
from plong.client.wire.address import read_address
from plong.commands.console import Console, Options
from plong.commands.exits import DONE
from plong.commands.printable import printable

_HEAD: Final = ("ADDRESS", "DELAY", "KEY")
_LONGEST: Final = 1e9
"""Milliseconds; who says more says nonsense."""


@dataclass(frozen=True)
class _Peer:
    address: str
    delay_ms: float
    key: str
    """Hexadecimal digits; empty: it is not known."""


async def peers(options: Options, console: Console) -> int:
    """List them, the quickest first; return the exit code. Raise `PlongError`, `OSError`."""
    report = console.report
    status = await read_swarm(read_address(options.server))
    rows = _read(status)
    if report.is_json:
        for peer in rows:
            report.show("peer", **asdict(peer))
    elif rows:
        _draw(rows, console)
    total = status.get("total_peers")
    known = f" of {total} known" if isinstance(total, int) else ""
    report.remark(f"{len(rows)} active{known}.")
    return DONE


def _read(status: Mapping[str, object]) -> Sequence[_Peer]:
    """Return what is right of what a server says."""
    listed = status.get("active_peers")
    entries = listed if isinstance(listed, list) else []
    found = (_read_peer(entry) for entry in entries if isinstance(entry, dict))
    return sorted((peer for peer in found if peer), key=lambda peer: peer.delay_ms)


def _read_peer(entry: Mapping[str, object]) -> _Peer | None:
    address, key, delay = entry.get("addr"), entry.get("pub"), entry.get("delay_ms")
    if not isinstance(address, str) or not isinstance(delay, int | float):
        return None
    if isinstance(delay, bool) or not 0 <= delay <= _LONGEST:  # nor is NaN, which JSON has not
        return None
    key = key.removeprefix("0x") if isinstance(key, str) else ""
    return _Peer(address, delay, key)


def _draw(rows: Sequence[_Peer], console: Console) -> None:
    table = [(printable(one.address), f"{one.delay_ms:.1f} ms", printable(one.key)) for one in rows]
    address, delay = (max(map(len, column)) for column in [*zip(_HEAD, *table, strict=True)][:2])
    for row in [_HEAD, *table]:
        line = f"{row[0].ljust(address)}  {row[1].rjust(delay)}  {row[2]}"
        console.report.result(line.rstrip(), "peer")
