"""Blocks, masks and settings that live as long as the process."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from plong.protocol.errors import ServerFull
from plong.protocol.ping.mask import takes_knock
from plong.protocol.ping.models import Block, BlockKind, Mask
from plong.protocol.ping.settings import Settings
from plong.store.post.doors import TOO_MANY_BLOCKS, TOO_MANY_MASKS, ChangeSettings, Doors

CheckOwner = Callable[[str], None]
Abandon = Callable[[str, str, float], None]
"""Lets an owner's open pings from an origin expire, at a time."""


class MemoryMasks:
    """Masks by their ids."""

    def __init__(self) -> None:
        self.by_id: dict[str, Mask] = {}
        self._first: dict[str, int] = {}

    def of(self, owner: str) -> Sequence[Mask]:
        """Return an owner's masks, in the order in which they were made."""
        masks = [mask for mask in self.by_id.values() if mask.owner == owner]
        return sorted(masks, key=lambda mask: (mask.created_at, mask.mask_id))

    def is_open(self, owner: str, mask_id: str, now: float, ping: int | None) -> bool:
        """Tell whether a ping may come in by this mask; None: it is in no inbox yet."""
        mask = self.by_id.get(mask_id)
        if mask is None or mask.owner != owner:
            return False
        is_first = ping is not None and self._first.get(mask_id) == ping
        return takes_knock(mask, now, is_first=is_first)

    def use(self, mask_id: str, ping: int) -> None:
        """Note that a ping came in; they have numbers."""
        self.by_id[mask_id] = replace(self.by_id[mask_id], used=True)
        self._first.setdefault(mask_id, ping)

    def drop(self, masks: Sequence[Mask]) -> None:
        """Forget masks."""
        for mask in masks:
            del self.by_id[mask.mask_id]
            self._first.pop(mask.mask_id, None)

    def drop_dead(self, until: float) -> int:
        """Forget masks that are revoked or have expired by then; return how many there were."""
        masks = self.by_id.values()
        dead = [m for m in masks if m.revoked or (m.expires_at or math.inf) <= until]
        self.drop(dead)
        return len(dead)


class MemoryDoors(Doors):
    """Dictionaries behind the contract; every promise is kept at once."""

    def __init__(self, check_owner: CheckOwner, masks: MemoryMasks, abandon: Abandon) -> None:
        self._check_owner = check_owner
        self._masks = masks
        self._abandon = abandon
        self._blocks: dict[str, dict[tuple[BlockKind, str], Block]] = {}
        self._settings: dict[str, Settings] = {}

    async def add_block(self, block: Block, limit: int) -> None:
        """See `Doors.add_block`."""
        self._check_owner(block.owner)
        blocks = self._blocks.setdefault(block.owner, {})
        if (block.kind, block.value) not in blocks and len(blocks) >= limit:
            raise ServerFull(TOO_MANY_BLOCKS)
        blocks.setdefault((block.kind, block.value), block)

    async def remove_block(self, owner: str, kind: BlockKind, value: str) -> bool:
        """See `Doors.remove_block`."""
        self._check_owner(owner)
        return self._blocks.get(owner, {}).pop((kind, value), None) is not None

    async def blocks(self, owner: str) -> Sequence[Block]:
        """See `Doors.blocks`."""
        self._check_owner(owner)
        return [block for _, block in sorted(self._blocks.get(owner, {}).items())]

    async def add_mask(self, mask: Mask, limit: int) -> None:
        """See `Doors.add_mask`."""
        self._check_owner(mask.owner)
        held = self._masks.of(mask.owner)
        revoked = [mask for mask in held if mask.revoked]
        if len(held) - len(revoked) >= limit:
            raise ServerFull(TOO_MANY_MASKS)
        self._masks.drop(revoked)
        self._masks.by_id[mask.mask_id] = mask

    async def mask(self, mask_id: str) -> Mask | None:
        """See `Doors.mask`."""
        return self._masks.by_id.get(mask_id)

    async def masks(self, owner: str) -> Sequence[Mask]:
        """See `Doors.masks`."""
        self._check_owner(owner)
        return self._masks.of(owner)

    async def revoke_mask(self, owner: str, mask_id: str, origin: str, now: float) -> bool:
        """See `Doors.revoke_mask`."""
        self._check_owner(owner)
        mask = self._masks.by_id.get(mask_id)
        if mask is None or mask.owner != owner or mask.revoked:
            return False
        self._masks.by_id[mask_id] = replace(mask, revoked=True)
        self._abandon(owner, origin, now)
        return True

    async def settings(self, owner: str) -> Settings | None:
        """See `Doors.settings`."""
        self._check_owner(owner)
        return self._settings.get(owner)

    async def change_settings(self, owner: str, change: ChangeSettings) -> Settings:
        """See `Doors.change_settings`."""
        self._settings[owner] = new = change(await self.settings(owner))
        return new

    def drop_all(self, owner: str) -> None:
        """Forget all that an owner has."""
        self._settings.pop(owner, None)
        self._blocks.pop(owner, None)
        self._masks.drop(self._masks.of(owner))
