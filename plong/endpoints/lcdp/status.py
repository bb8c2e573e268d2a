"""``GET /status.json``: the server's node of LCDP, in the words of the swarm's other nodes."""

from starlette.requests import Request
from starlette.responses import Response

from plong.endpoints.answers import JSONAnswer
from plong.hub.swarm.status import ActivePeer, SwarmStatus
from plong.hub.swarm.swarm import Swarm
from plong.protocol.models import Answer


def swarm_of(request: Request) -> Swarm:
    """Return the swarm of the server that serves this request."""
    swarm: Swarm = request.app.state.swarm
    return swarm


async def status(request: Request) -> Response:
    """Say who the node is and whom it knows."""
    swarm = swarm_of(request)
    answer = status_answer(swarm.status())
    free = await swarm.free_bytes()
    return JSONAnswer(answer if free is None else {**answer, "free_disk_bytes": free})


def status_answer(status: SwarmStatus) -> Answer:
    """Return it as JSON, keys in hexadecimal behind ``0x``. docs/wire/lcdp.md."""
    return {
        "version": status.version,
        "public_key": _hex(status.key),
        "total_peers": status.peers,
        "unique_ips": status.hosts,
        "active_peer_count": len(status.active),
        "fast_peer_count": status.fast,
        "active_peers": [_peer_answer(peer) for peer in status.active],
    }


def _peer_answer(peer: ActivePeer) -> Answer:
    delay_ms = round(peer.delay * 1000, 1)
    return {"addr": str(peer.endpoint), "pub": _hex(peer.key), "delay_ms": delay_ms}


def _hex(key: bytes) -> str:
    return f"0x{key.hex()}"
