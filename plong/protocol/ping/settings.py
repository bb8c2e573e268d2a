"""What an owner says of its doors, and of how long content is kept. docs/wire/ping.md."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from plong.protocol.errors import BadRequest
from plong.protocol.fields import Fields
from plong.protocol.ping.models import Tier

MAX_KEPT_FOR: Final = 10**9
"""Seconds, some thirty years; for longer there is for ever."""

_DOORS: Final = tuple(str(tier) for tier in Tier)
_KEPT_FOR: Final = "kept_for"
_ADDRESS: Final = "address"
_KNOWN: Final = frozenset({*_DOORS, _KEPT_FOR})


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one owner. Whoever has said nothing has all doors open."""

    kept_for: float
    """Seconds that content stays after its end, in outbox and inbox; infinity: for ever."""
    public: bool = True
    """Everybody may knock."""
    user: bool = True
    """Whoever has a token of the owner may knock by the door for users."""
    private: bool = True
    """One may knock for content that only the owner can read."""
    anonymous: bool = True
    """One may knock without saying who one is."""

    def opens(self, tier: Tier) -> bool:
        """Tell whether this door is open."""
        doors: Mapping[Tier, bool] = {
            Tier.PUBLIC: self.public,
            Tier.USER: self.user,
            Tier.PRIVATE: self.private,
            Tier.ANONYMOUS: self.anonymous,
        }
        return doors[tier]


def read_settings(fields: Fields, old: Settings) -> Settings:
    """Read the body of ``POST /settings``: some of the settings, the others stay.

    Raises:
        BadRequest: a setting is wrong or unknown: who closes a door by a wrong name must hear
            that it is open.
    """
    changes: dict[str, Any] = {}
    for name in (name.lower() for name in fields.names):
        if name not in _KNOWN:
            raise BadRequest(_unknown(name))
        changes[name] = _read_kept_for(fields) if name == _KEPT_FOR else _read_door(fields, name)
    return replace(old, **changes)


def _unknown(name: str) -> str:
    if name == _ADDRESS:
        return "address cannot be set."
    return f"The settings are {', '.join((*_DOORS, _KEPT_FOR))}; there is no other."


def _read_door(fields: Fields, name: str) -> bool:
    if fields.get(name) is None:  # of which `Fields.flag` would make false
        raise BadRequest(f"{name} must be true or false.")
    return fields.flag(name)


def _read_kept_for(fields: Fields) -> float:
    value = fields.get(_KEPT_FOR)
    if value is None:
        return math.inf
    is_flag = isinstance(value, bool)  # which Python counts among the numbers
    if not isinstance(value, int | float) or is_flag or not 0 <= value <= MAX_KEPT_FOR:
        raise BadRequest(f"kept_for must be a number from 0 to {MAX_KEPT_FOR}, or null.")
    return float(value)
