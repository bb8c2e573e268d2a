"""What a client of `plong.client` would not do."""

from plong.client import Peer
from plong.client.wire.content import Payload


async def slip(peer: Peer, payload: Payload) -> None:
    """Send what `Peer.send` refuses."""
    await peer._line.send(peer.id, payload)
