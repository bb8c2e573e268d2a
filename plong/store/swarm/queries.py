"""What LCDP's tables in SQLite are asked: each function runs inside one transaction."""

import json
import sqlite3
from collections.abc import Iterator

from plong.protocol.lcdp.claims import Known
from plong.protocol.lcdp.cookies import MAX_ECHO, read_cookie
from plong.protocol.lcdp.endpoint import read_endpoint
from plong.protocol.lcdp.models import Cookie, Endpoint
from plong.protocol.lcdp.peer import Peer
from plong.store.swarm.base import Snapshot


def load(db: sqlite3.Connection) -> Snapshot:
    """Return all that is there; see `SwarmStore.load`."""
    return Snapshot(tuple(_peers(db)), tuple(_keys(db)))


def save(db: sqlite3.Connection, known: Snapshot) -> None:
    """Write these in the place of all that was there; see `SwarmStore.save`."""
    peers = [
        (str(peer.endpoint), peer.delay, peer.cookie and peer.cookie.payload, peer.heard_at)
        for peer in known.peers
    ]
    keys = [(one.key, str(one.address), one.is_proven, one.heard_at) for one in known.keys]
    db.execute("DELETE FROM lcdp_peers")
    db.execute("DELETE FROM lcdp_keys")
    db.executemany("INSERT INTO lcdp_peers VALUES (NULL, ?, ?, ?, ?)", peers)
    db.executemany("INSERT INTO lcdp_keys VALUES (NULL, ?, ?, ?, ?)", keys)


def _peers(db: sqlite3.Connection) -> Iterator[Peer]:
    select = "SELECT address, delay, cookie, heard_at FROM lcdp_peers ORDER BY number"
    for address, delay, cookie, heard_at in db.execute(select):
        endpoint = _endpoint(address)
        if endpoint is not None and _is_time(delay) and _is_time(heard_at):
            yield Peer(endpoint, heard_at, delay, _cookie(cookie))


def _keys(db: sqlite3.Connection) -> Iterator[Known]:
    select = "SELECT key, address, is_proven, heard_at FROM lcdp_keys ORDER BY number"
    for key, address, is_proven, heard_at in db.execute(select):
        endpoint = _endpoint(address)
        if endpoint is not None and isinstance(key, bytes) and _is_time(heard_at):
            yield Known(key, endpoint, heard_at, bool(is_proven))


# What somebody else has written into a row, or a disk has lost, is passed over: the swarm tells it
# again, and it is no reason not to start.


def _endpoint(address: object) -> Endpoint | None:
    return read_endpoint(address) if isinstance(address, str) else None


def _is_time(value: object) -> bool:
    return isinstance(value, float) and 0 <= value < float("inf")


def _cookie(payload: object) -> Cookie | None:
    try:
        return read_cookie(json.loads(payload), MAX_ECHO) if isinstance(payload, str) else None
    except (ValueError, RecursionError):
        return None
