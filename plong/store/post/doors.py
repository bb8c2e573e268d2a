"""The contract of who is let in by which address: blocks, masks and settings."""

import abc
from collections.abc import Callable, Sequence
from typing import Final

from plong.protocol.ping.models import Block, BlockKind, Mask
from plong.protocol.ping.settings import Settings

ChangeSettings = Callable[[Settings | None], Settings]
"""Returns new settings; None stands for those of an owner who has never changed any. Pure, for it
may be called more than once, and elsewhere than on the event loop."""

TOO_MANY_BLOCKS: Final = "You have as many blocks as this server keeps; remove one first."
TOO_MANY_MASKS: Final = "You have as many masks as this server keeps; revoke one first."


class Doors(abc.ABC):
    """Blocks, masks and settings of all owners.

    See `plong.store.post.base.Post` for what holds everywhere. Every knock asks for them:
    holding in memory what is asked often is the caller's business.
    """

    @abc.abstractmethod
    async def add_block(self, block: Block, limit: int) -> None:
        """Add a block; one that is there stays as it is.

        Raises:
            ServerFull: the owner has ``limit`` already.
            NoSuchPeer: the owner is not there.
        """

    @abc.abstractmethod
    async def remove_block(self, owner: str, kind: BlockKind, value: str) -> bool:
        """Remove a block; tell whether it was there."""

    @abc.abstractmethod
    async def blocks(self, owner: str) -> Sequence[Block]:
        """Return an owner's blocks, by kind and value."""

    @abc.abstractmethod
    async def add_mask(self, mask: Mask, limit: int) -> None:
        """Add a new mask; the owner's revoked ones are forgotten.

        Raises:
            ServerFull: the owner has ``limit`` that are not revoked.
            NoSuchPeer: the owner is not there.
        """

    @abc.abstractmethod
    async def mask(self, mask_id: str) -> Mask | None:
        """Return a mask, dead or alive; None if there is none.

        Whether a used one may let somebody in, only `Inbox.add` can tell: the ping that used it
        may knock again.
        """

    @abc.abstractmethod
    async def masks(self, owner: str) -> Sequence[Mask]:
        """Return an owner's masks in the order in which they were made, dead ones included."""

    @abc.abstractmethod
    async def revoke_mask(self, owner: str, mask_id: str, origin: str, now: float) -> bool:
        """Close a mask for ever; tell whether it was the owner's and not revoked.

        In the same step the owner's open pings that were sent from ``origin``, the mask's
        address, expire: nobody can pull them there any more, so nobody is told of them.
        """

    @abc.abstractmethod
    async def settings(self, owner: str) -> Settings | None:
        """Return an owner's settings; None: it has never changed any."""

    @abc.abstractmethod
    async def change_settings(self, owner: str, change: ChangeSettings) -> Settings:
        """Read, let ``change`` decide, write, as one step; return what holds from then on.

        Raises:
            NoSuchPeer: the owner is not there.
            Refusal: what ``change`` raises; nothing has changed.
        """
