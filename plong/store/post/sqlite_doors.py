"""Blocks, masks and settings in the file of a `SqliteStore`."""

from collections.abc import Sequence
from functools import partial

from plong.protocol.ping.models import Block, BlockKind, Mask
from plong.protocol.ping.settings import Settings
from plong.store.post import doors_queries, settings_queries
from plong.store.post.doors import ChangeSettings, Doors
from plong.store.sqlite import SqliteStore


class SqliteDoors(Doors):
    """Asks `doors_queries` and `settings_queries` in the store's transactions."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    async def add_block(self, block: Block, limit: int) -> None:
        """See `Doors.add_block`."""
        owner = self._store.number_of(block.owner)
        add = partial(doors_queries.add_block, owner=owner, block=block, limit=limit)
        await self._store.ask(add)

    async def remove_block(self, owner: str, kind: BlockKind, value: str) -> bool:
        """See `Doors.remove_block`."""
        number = self._store.number_of(owner)
        remove = partial(doors_queries.remove_block, owner=number, kind=kind, value=value)
        return await self._store.ask(remove)

    async def blocks(self, owner: str) -> Sequence[Block]:
        """See `Doors.blocks`."""
        number = self._store.number_of(owner)
        return await self._store.ask(partial(doors_queries.blocks, owner=number, name=owner))

    async def add_mask(self, mask: Mask, limit: int) -> None:
        """See `Doors.add_mask`."""
        owner = self._store.number_of(mask.owner)
        await self._store.ask(partial(doors_queries.add_mask, owner=owner, mask=mask, limit=limit))

    async def mask(self, mask_id: str) -> Mask | None:
        """See `Doors.mask`."""
        return await self._store.ask(partial(doors_queries.mask, mask_id=mask_id))

    async def masks(self, owner: str) -> Sequence[Mask]:
        """See `Doors.masks`."""
        number = self._store.number_of(owner)
        return await self._store.ask(partial(doors_queries.masks, owner=number))

    async def revoke_mask(self, owner: str, mask_id: str, origin: str, now: float) -> bool:
        """See `Doors.revoke_mask`."""
        number = self._store.number_of(owner)
        revoke = partial(doors_queries.revoke_mask, owner=number, mask_id=mask_id, origin=origin)
        return await self._store.ask(partial(revoke, now=now))

    async def settings(self, owner: str) -> Settings | None:
        """See `Doors.settings`."""
        number = self._store.number_of(owner)
        return await self._store.ask(partial(settings_queries.get, owner=number))

    async def change_settings(self, owner: str, change: ChangeSettings) -> Settings:
        """See `Doors.change_settings`."""
        number = self._store.number_of(owner)
        work = partial(settings_queries.change, owner=number, change=change)
        return await self._store.ask(work)
