"""Who is behind an address of ours."""

from dataclasses import dataclass
from typing import Final

from plong.hub.post.cache import Cache
from plong.protocol.errors import NoSuchPeer
from plong.protocol.ping.models import NODE, Mask
from plong.store.base import Store
from plong.store.post.doors import Doors

_MOST_MASKS: Final = 65536
"""Masks remembered, of all owners together."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """Who is behind an address."""

    owner: str
    """A PublicId, or `NODE`."""
    mask_id: str | None = None
    """The mask whose address it is, if it is not the owner's own."""


class Tenants:
    """Finds them: each knock asks."""

    def __init__(self, store: Store, doors: Doors) -> None:
        self._store = store
        self._doors = doors
        self._masks = Cache(self._read, _MOST_MASKS)

    async def find(self, name: str) -> Tenant | None:
        """Return who is called by `NODE`, a PublicId or a MaskId.

        None: nobody is, or the mask is given up, which nobody may tell from the first. A mask
        that is used up or has expired still stands for its owner: what came, or was sent, before
        goes on, and of what is new `Inbox.add` judges. Raise `Unavailable`.
        """
        if name == NODE:
            return Tenant(NODE)
        try:
            return Tenant((await self._store.peer(name)).public_id)
        except NoSuchPeer:
            return await self._behind_mask(name)

    async def stands_for(self, name: str, owner: str) -> bool:
        """Tell whether an address is this owner's, in the same way for all that are not.

        Whose they are instead, if anybody's, makes no difference. Raise `Unavailable`.
        """
        tenant = await (self.find(name) if name == owner else self._behind_mask(name))
        return tenant is not None and tenant.owner == owner

    async def _behind_mask(self, mask_id: str) -> Tenant | None:
        mask = await self._masks.get(mask_id)
        return None if mask is None or mask.revoked else Tenant(mask.owner, mask_id)

    def forget(self, mask_id: str) -> None:
        """Note that a mask was given up."""
        self._masks.forget(mask_id)

    async def _read(self, mask_id: str) -> tuple[Mask | None, int]:
        mask = await self._doors.mask(mask_id)
        return mask, int(mask is not None)  # ids that nobody has are without number
