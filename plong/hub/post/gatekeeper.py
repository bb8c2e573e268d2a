"""Who is let in: everybody whom the owner does not block."""

from typing import Final

from plong.hub.post.cache import Cache
from plong.hub.post.premises import Premises
from plong.hub.post.tenants import Tenant, Tenants
from plong.protocol.ping.address import read_address
from plong.protocol.ping.block import BlockList
from plong.store.post.doors import Doors

_MOST_BLOCKS: Final = 200_000
"""Blocks remembered, of all owners together; each list of them counts as one more."""


class Gatekeeper:
    """Decides at the door. Whoever is not let in must not learn why, so no reason is given."""

    def __init__(self, doors: Doors, tenants: Tenants, premises: Premises) -> None:
        self._doors = doors
        self._tenants = tenants
        self._premises = premises
        self._blocks = Cache(self._read, _MOST_BLOCKS)

    async def admit(self, name: str, origin: str, source: str | None) -> Tenant | None:
        """Return whom a knock is for; None: hold whoever knocks.

        Args:
            name: `NODE`, or what stands in the address: a PublicId, a MaskId, or anything.
            origin: a right address.
            source: the IP address that the knock comes from; None: from this server itself. Only
                from there may a knock name an origin of this server.

        Raises:
            Unavailable: the store cannot say.
        """
        if source is not None and self._premises.has(origin):
            return None
        tenant = await self._tenants.find(name)
        if tenant is None:
            return None
        blocks = await self._blocks.get(tenant.owner)
        return None if blocks.holds(read_address(origin), source or "") else tenant

    def forget_blocks(self, owner: str) -> None:
        """Note that an owner's blocks have changed."""
        self._blocks.forget(owner)

    def forget_mask(self, mask_id: str) -> None:
        """Note that a mask was given up."""
        self._tenants.forget(mask_id)

    async def _read(self, owner: str) -> tuple[BlockList, int]:
        blocks = await self._doors.blocks(owner)
        return BlockList(blocks), 1 + len(blocks)
