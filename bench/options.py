"""What the command line chose."""

import shlex
import sys
from dataclasses import dataclass

PLONG = shlex.join([sys.executable, "-m", "plong"])


@dataclass(frozen=True)
class Options:
    """How much is measured, and of which server."""

    runs: int = 5
    """How often each server is measured; the figures are medians."""

    seconds: float = 3.0
    """How long one run counts."""

    connections: int = 10_000
    """How many idle connections are held, and dropped."""

    idle_seconds: float = 25.0
    """How long they idle before the memory is read: longer than the default keepalive of 20."""

    file_size: int = 1_000_000_000 // (1 << 20) * (1 << 20)
    """Bytes of the file that is sent: 1 GB, in whole mebibytes."""

    shared_size: int = 200 * (1 << 20)
    """Bytes of the file that is fetched over LCDP, in whole mebibytes."""

    pings: int = 100_000
    """How many pings are in the inbox that is listed; a multiple of ten."""

    echoes: int = 20_000
    """How many pings of libp2p each run counts."""

    dials: int = 10_000
    """Over how many connections of libp2p the memory is watched; a multiple of a hundred."""

    minutes: float = 15.0
    """How long a soak takes."""

    clients: int = 1000
    """How many soak at once; an even number."""

    only: str = ""
    """What the kinds of hostile peers, or of floods, must have in their names."""

    plong: str = PLONG
    """The command that starts Plong; `--port 0` is put behind it."""
