"""Who is let in: everybody whom the owner does not block, by the doors that are open."""

from typing import Final

from plong.hub.post.cache import Cache
from plong.hub.post.premises import Premises
from plong.hub.post.tenants import Tenant, Tenants
from plong.hub.post.wishes import Wishes
from plong.protocol.ping.address import read_address
from plong.protocol.ping.block import BlockList
from plong.protocol.ping.errors import BadToken
from plong.protocol.ping.models import Tier
from plong.protocol.ping.token import Token, token_id_of
from plong.store.post.base import Post

_MOST_BLOCKS: Final = 200_000
"""Blocks remembered, of all owners together; each list of them counts as one more."""

_MOST_TOKENS: Final = 65536
"""Tokens remembered, of all owners together."""


class Gatekeeper:
    """Decides at the door. Whoever is not let in must not learn why, so no reason is given.

    ``wishes`` tell it which doors are open.
    """

    def __init__(self, post: Post, tenants: Tenants, premises: Premises, wishes: Wishes) -> None:
        self._post = post
        self._tenants = tenants
        self._premises = premises
        self.wishes = wishes
        self._blocks = Cache(self._read_blocks, _MOST_BLOCKS)
        self._tokens = Cache(self._read_token, _MOST_TOKENS)

    async def check_token(self, name: str, secret: str | None) -> None:
        """Let by whoever has a token of the peer whose address this is.

        At a mask no token is good: its owner's would tell whose it is.

        Args:
            name: as for `admit`.
            secret: what was said as the token, if anything was.

        Raises:
            BadToken: it is none of this owner's, or nobody has this address.
            Unavailable: the store cannot say.
        """
        token_id = None if secret is None else token_id_of(secret)
        token = None if token_id is None else await self._tokens.get(token_id)
        # Nobody looks at other addresses than hers, so time tells nothing of them either.
        if token is None or token.owner != name or await self._tenants.find(name) is None:
            raise BadToken

    async def admit(self, name: str, origin: str, source: str | None, tier: Tier) -> Tenant | None:
        """Return whom a knock is for; None: hold whoever knocks.

        Args:
            name: `NODE`, or what stands in the address: a PublicId, a MaskId, or anything.
            origin: a right address.
            source: the IP address that the knock comes from; None: from this server itself. Only
                from there may a knock name an origin of this server.
            tier: by which door.

        Raises:
            NoSuchPeer: the owner was removed in this moment.
            Unavailable: the store cannot say.
        """
        if source is not None and self._premises.has(origin):
            return None
        tenant = await self._tenants.find(name)
        if tenant is None or not (await self.wishes.of(tenant.owner)).opens(tier):
            return None
        blocks = await self._blocks.get(tenant.owner)
        return None if blocks.holds(read_address(origin), source or "") else tenant

    def forget_blocks(self, owner: str) -> None:
        """Note that an owner's blocks have changed."""
        self._blocks.forget(owner)

    def forget_mask(self, mask_id: str) -> None:
        """Note that a mask was given up."""
        self._tenants.forget(mask_id)

    def forget_token(self, token_id: str) -> None:
        """Note that a token was revoked."""
        self._tokens.forget(token_id)

    async def _read_blocks(self, owner: str) -> tuple[BlockList, int]:
        blocks = await self._post.doors.blocks(owner)
        return BlockList(blocks), 1 + len(blocks)

    async def _read_token(self, token_id: str) -> tuple[Token | None, int]:
        token = await self._post.tokens.get(token_id)
        return token, int(token is not None)  # what is no token is without number
