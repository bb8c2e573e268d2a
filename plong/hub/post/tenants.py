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

    async def _behind_mask(self, mask_id: str) -> Tenant | None:
        mask = await self._masks.get(mask_id)
        return None if mask is None or mask.revoked else Tenant(mask.owner, mask_id)

    def forget(self, mask_id: str) -> None:
        """Note that a mask was given up."""
        self._masks.forget(mask_id)

    async def _read(self, mask_id: str) -> tuple[Mask | None, int]:
        mask = await self._doors.mask(mask_id)
        # Ids that nobody has are without number, and one that is given up must take as long.
        return mask, int(mask is not None and not mask.revoked)
