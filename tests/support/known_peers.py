"""Peers and keys that a node of LCDP may know."""

from plong.protocol.lcdp.claims import Known
from plong.protocol.lcdp.cookies import cookie_of
from plong.protocol.lcdp.endpoint import read_endpoint
from plong.protocol.lcdp.models import Endpoint
from plong.protocol.lcdp.peer import Peer
from plong.store.swarm.base import Snapshot
from tests.support.peers import NOW

FAR_AWAY = "[2001:db8::1]:24254"


def endpoint_of(text: str) -> Endpoint:
    found = read_endpoint(text)
    assert found is not None
    return found


def peer_at(text: str, *, heard_at: float = NOW, delay: float = 0.25) -> Peer:
    return Peer(endpoint_of(text), heard_at, delay, cookie_of(f"of {text}"))


def key_at(text: str, number: int = 7, *, heard_at: float = NOW, is_proven: bool = True) -> Known:
    return Known(number.to_bytes(32, "big"), endpoint_of(text), heard_at, is_proven)


SOME = Snapshot(
    (peer_at("192.0.2.9:1", heard_at=NOW - 9), peer_at("192.0.2.1:24254"), peer_at(FAR_AWAY)),
    (key_at("192.0.2.1:24254", 3, is_proven=False), key_at(FAR_AWAY, 2)),
)
