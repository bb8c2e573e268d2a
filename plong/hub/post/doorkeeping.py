"""What owners say of their doors: blocks, masks, tokens and settings."""

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
from plong.protocol.ping.settings import Settings
from plong.protocol.ping.token import TOKEN_BYTES, Token, read_token
from plong.store.post.base import Post

_MASK_ID_BYTES: Final = 32


class Doorkeeping:
    """Doors of all owners; what is changed holds from the answer on."""

    def __init__(
        self,
        config: Config,
        post: Post,
        gatekeeper: Gatekeeper,
        premises: Premises,
        world: World,
    ) -> None:
        self._config = config
        self._doors = post.doors
        self._tokens = post.tokens
        self._gatekeeper = gatekeeper
        self._premises = premises
        self._clock = world.clock
        self._entropy = world.entropy

    def reconfigure(self, config: Config) -> None:
        """Go by another configuration."""
        self._config = config

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

    async def make_token(self, owner: str, fields: Fields) -> tuple[Token, str]:
        """Make a token; return it as it is kept, and itself, which is not.

        Raise `BadRequest`, `ServerFull` or `NoSuchPeer`.
        """
        secret = encode_id(self._entropy(TOKEN_BYTES))
        token = read_token(fields, secret, owner, self._clock.now())
        await self._tokens.add(token, self._config.ping_tokens)
        return token, secret

    async def revoke_token(self, owner: str, token_id: str) -> bool:
        """Take a token back; tell whether it was there, and the owner's."""
        was_there = await self._tokens.remove(owner, token_id)
        self._gatekeeper.forget_token(token_id)
        return was_there

    async def tokens(self, owner: str) -> Sequence[Token]:
        """Return an owner's tokens."""
        return await self._tokens.of(owner)

    async def settings(self, owner: str) -> Settings:
        """Return an owner's settings. Raise `NoSuchPeer`."""
        return await self._gatekeeper.wishes.of(owner)

    async def change_settings(self, owner: str, fields: Fields) -> Settings:
        """Change some of them; return all. Raise `BadRequest` or `NoSuchPeer`."""
        return await self._gatekeeper.wishes.change(owner, fields)
