"""What owners wish: their settings, held in memory."""

from typing import Final

from plong.hub.post.cache import Cache
from plong.protocol.fields import Fields
from plong.protocol.ping.settings import Settings, read_settings
from plong.store.post.doors import Doors

_MOST_OWNERS: Final = 65536
"""Owners whose settings are remembered."""


class Wishes:
    """The settings of all owners; of those who have never changed any, the operator's.

    Args:
        doors: where they are kept.
        kept_for: seconds that content stays after its end unless its owner wishes otherwise.
    """

    def __init__(self, doors: Doors, kept_for: float) -> None:
        self._doors = doors
        self._default = Settings(kept_for)
        self._settings = Cache(self._read, _MOST_OWNERS)

    async def of(self, owner: str) -> Settings:
        """Return an owner's settings. Raise `NoSuchPeer` or `Unavailable`."""
        return await self._settings.get(owner)

    async def change(self, owner: str, fields: Fields) -> Settings:
        """Change some; return all. Raise `BadRequest`, `NoSuchPeer` or `Unavailable`."""
        new = await self._doors.change_settings(
            owner, lambda old: read_settings(fields, old or self._default)
        )
        self._settings.forget(owner)
        return new

    async def _read(self, owner: str) -> tuple[Settings, int]:
        return await self._doors.settings(owner) or self._default, 1
