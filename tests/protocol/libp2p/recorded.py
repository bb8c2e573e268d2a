"""Messages that another program has written."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from plong.protocol.libp2p.multiaddr import Multiaddr, parse_multiaddr
from tests.protocol.libp2p.signers import Owner

_FILE: Final = Path(__file__).parents[2] / "vectors" / "libp2p_messages.json"
_ALL: Final[Any] = json.loads(_FILE.read_text())

RELAY: Final = Owner(7)
PEER: Final = Owner(8)
ADDRESSES: tuple[Multiaddr, ...] = tuple(map(parse_multiaddr, _ALL["addresses"]))
OBSERVED: Final = parse_multiaddr(_ALL["observed"])
SEQUENCE: Final[int] = _ALL["sequence"]
EXPIRES: Final[int] = _ALL["expires"]


def recorded(name: str) -> bytes:
    """Return a message by its name."""
    return bytes.fromhex(_ALL[name])


def others() -> Iterable[tuple[str, bytes]]:
    """Return signed records of peers with other kinds of keys: their names, and envelopes."""
    return [(other["peer"], bytes.fromhex(other["envelope"])) for other in _ALL["others"]]
