"""Senders as their receivers know them: by addresses, some of which this server has sealed."""

from plong.courier.base import Reply
from plong.hub.post.errands import Errands
from plong.hub.post.premises import Premises
from plong.hub.post.veil import Veil
from plong.protocol.errors import Refusal


class Senders:
    """Asks at an origin, whoever is behind it. Each question may raise `Undelivered`."""

    def __init__(self, premises: Premises, errands: Errands, veil: Veil) -> None:
        self._premises = premises
        self._errands = errands
        self._veil = veil

    async def fetch(self, owner: str, origin: str, ping_id: str) -> Reply:
        """Ask for a content; what would be refused over HTTP is answered likewise."""
        sealed = self._premises.sealed_of(origin)
        if sealed is None:
            return await self._errands.fetch(owner, origin, ping_id)
        try:
            return await self._veil.fetch(sealed, ping_id)
        except Refusal as refusal:
            return Reply(refusal.status, b"")

    async def acknowledge(self, owner: str, origin: str, ping_id: str) -> int:
        """Say that the content is here; return the status of the answer."""
        sealed = self._premises.sealed_of(origin)
        if sealed is None:
            return await self._errands.acknowledge(owner, origin, ping_id)
        try:
            return await self._veil.acknowledge(sealed, ping_id)
        except Refusal as refusal:
            return refusal.status
