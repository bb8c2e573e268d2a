"""Asking at somebody's address: over HTTP, or in the house if that is where it is."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from plong.courier.base import Reply, Undelivered
from plong.hub.post.couriers import Couriers
from plong.hub.post.incomings import Incomings
from plong.hub.post.outgoings import Outgoings
from plong.hub.post.premises import Premises
from plong.protocol.errors import Refusal
from plong.protocol.models import to_json
from plong.protocol.ping.address import join
from plong.protocol.ping.delivery import USER, tier_at
from plong.protocol.ping.knock import knock_body
from plong.protocol.ping.models import Outgoing, Tier
from plong.protocol.ping.outbox import ack_path, outbox_answer, outbox_path

_OK: Final = 200
_NO_CONTENT: Final = 204
_NOT_FOUND: Final = 404


class Errands:
    """The questions that PING asks. Each may raise `Undelivered`."""

    def __init__(
        self, premises: Premises, couriers: Couriers, incomings: Incomings, outgoings: Outgoings
    ) -> None:
        self._premises = premises
        self._couriers = couriers
        self._incomings = incomings
        self._outgoings = outgoings

    async def knock(self, row: Outgoing, endpoint: str) -> int:
        """Knock for a ping; return the status of the answer."""
        if self._premises.has(row.target):
            ask = partial(self._deliver, row=row, tier=tier_at(endpoint))
            return (await self._inside(row.target, ask)).status
        courier, body = self._couriers.of(row.owner), knock_body(row.knock)
        token = row.token if endpoint == USER else None
        return (await courier.post(join(row.target, endpoint), body, token)).status

    async def fetch(self, owner: str, origin: str, ping_id: str) -> Reply:
        """Ask for a content."""
        if self._premises.has(origin):
            return await self._inside(origin, lambda name: self._serve(name, ping_id))
        return await self._couriers.of(owner).get(join(origin, outbox_path(ping_id)))

    async def look(self, owner: str, origin: str, ping_id: str) -> int:
        """Return the status with which a content would be served; nothing is moved."""
        if self._premises.has(origin):
            return (await self._inside(origin, lambda name: self._look(name, ping_id))).status
        return await self._couriers.of(owner).head(join(origin, outbox_path(ping_id)))

    async def acknowledge(self, owner: str, origin: str, ping_id: str) -> int:
        """Say that the content is here; return the status of the answer."""
        if self._premises.has(origin):
            return (await self._inside(origin, lambda name: self._ack(name, ping_id))).status
        courier = self._couriers.of(owner)
        return (await courier.post(join(origin, ack_path(ping_id)), None)).status

    async def _inside(self, url: str, ask: Callable[[str], Awaitable[Reply]]) -> Reply:
        """Ask a tenant of ours; what would be refused over HTTP is answered likewise."""
        name = self._premises.tenant_of(url)
        if name is None:
            return Reply(_NOT_FOUND, b"")
        try:
            return await ask(name)
        except Refusal as refusal:
            return Reply(refusal.status, b"")

    async def _deliver(self, name: str, row: Outgoing, tier: Tier) -> Reply:
        if not await self._incomings.deliver(name, row.knock, tier, row.token):
            raise Undelivered("Nobody answers at this address.")
        return Reply(_NO_CONTENT, b"")

    async def _serve(self, name: str, ping_id: str) -> Reply:
        answer = outbox_answer(await self._outgoings.serve(name, ping_id))
        return Reply(_OK, to_json(answer).encode("ascii"))

    async def _look(self, name: str, ping_id: str) -> Reply:
        await self._outgoings.look(name, ping_id)
        return Reply(_OK, b"")

    async def _ack(self, name: str, ping_id: str) -> Reply:
        await self._outgoings.acknowledge(name, ping_id)
        return Reply(_NO_CONTENT, b"")
