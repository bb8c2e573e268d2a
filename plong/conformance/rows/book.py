"""All rows, in the order in which they are tried."""

from collections.abc import Collection, Sequence
from typing import Final

from plong.conformance.row import Row
from plong.conformance.rows import (
    bodies,
    bridge,
    closes,
    codes,
    contracts,
    cors,
    datagrams,
    delivery,
    events,
    hindsight,
    http,
    identities,
    knocks,
    lcdp,
    letters,
    libp2p,
    limits,
    malformed,
    owners,
    passthru,
    refusals,
    relay,
    second,
    streams,
    websocket,
)

ROWS: Final[Sequence[Row]] = (
    *(*http.ROWS, *refusals.ROWS, *bodies.ROWS, *identities.ROWS, *cors.ROWS, *contracts.ROWS),
    *(*websocket.ROWS, *passthru.ROWS, *delivery.ROWS),
    *(*second.ROWS, *codes.ROWS, *events.ROWS, *closes.ROWS, *limits.ROWS),
    *(*knocks.ROWS, *malformed.ROWS, *letters.ROWS, *owners.ROWS),
    *(*lcdp.ROWS, *datagrams.ROWS, *bridge.ROWS),
    *(*libp2p.ROWS, *streams.ROWS, *relay.ROWS),
    *hindsight.ROWS,
)
WAYS: Final[Sequence[str]] = tuple(dict.fromkeys(row.way for row in ROWS))


def choose(wishes: Collection[str]) -> Sequence[Row]:
    """Return the rows of these ways or names, all if nothing is wished.

    Raises:
        KeyError: there is no such way or row.
    """
    known = {*WAYS, *(row.name for row in ROWS)}
    for wish in wishes:
        if wish not in known:
            raise KeyError(wish)
    return [row for row in ROWS if not wishes or {row.way, row.name} & set(wishes)]
