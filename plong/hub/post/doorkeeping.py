"""What owners say of their doors: blocks and masks."""

from collections.abc import Sequence
from typing import Final

from plong.config import Config
from plong.hub.post.gatekeeper import Gatekeeper
from plong.hub.post.premises import Premises
from plong.hub.post.world import World
from plong.protocol.fields import Fields
from plong.protocol.ids import encode_id
from plong.protocol.ping.block import read_block
from plong.protocol.ping.mask import read_mask
from plong.protocol.ping.models import Block, Mask
from plong.store.post.doors import Doors

_MASK_ID_BYTES: Final = 32


class Doorkeeping:
    """Blocks and masks of all owners; what is changed holds from the answer on."""

    def __init__(
        self,
        config: Config,
        doors: Doors,
        gatekeeper: Gatekeeper,
        premises: Premises,
        world: World,
    ) -> None:
        self._config = config
        self._doors = doors
        self._gatekeeper = gatekeeper
        self._premises = premises
        self._clock = world.clock
        self._entropy = world.entropy

    async def block(self, owner: str, fields: Fields) -> Block:
        """Add a block. Raise `BadRequest`, `ServerFull` or `NoSuchPeer`."""
        block = read_block(fields, owner, self._clock.now())
        await self._doors.add_block(block, self._config.ping_blocks)
        self._gatekeeper.forget_blocks(owner)
        return block

    async def unblock(self, owner: str, fields: Fields) -> bool:
        """Remove a block; tell whether it was there. Raise `BadRequest` or `NoSuchPeer`."""
        block = read_block(fields, owner, self._clock.now())
        was_there = await self._doors.remove_block(owner, block.kind, block.value)
        self._gatekeeper.forget_blocks(owner)
        return was_there

    async def blocks(self, owner: str) -> Sequence[Block]:
        """Return an owner's blocks."""
        return await self._doors.blocks(owner)

    async def make_mask(self, owner: str, fields: Fields) -> Mask:
        """Make a mask. Raise `BadRequest`, `ServerFull` or `NoSuchPeer`."""
        mask_id = encode_id(self._entropy(_MASK_ID_BYTES))
        mask = read_mask(fields, mask_id, owner, self._clock.now())
        await self._doors.add_mask(mask, self._config.ping_masks)
        return mask

    async def revoke_mask(self, owner: str, mask_id: str) -> bool:
        """Give a mask up; tell whether it was the owner's, and open."""
        origin, now = self._premises.address_of(mask_id), self._clock.now()
        was_open = await self._doors.revoke_mask(owner, mask_id, origin, now)
        self._gatekeeper.forget_mask(mask_id)
        return was_open

    async def masks(self, owner: str) -> Sequence[Mask]:
        """Return an owner's masks, dead ones included."""
        return await self._doors.masks(owner)
