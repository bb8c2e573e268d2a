"""What a reload changes, and what it cannot."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from plong.config import KEYS, Config


class Changes(NamedTuple):
    """The keys in which two configurations differ."""

    live: Mapping[str, Any]
    """Those that may change at any time, with their new values."""
    fixed: Sequence[str]
    """Those that are read at the start only."""


def changes(old: Config, new: Config) -> Changes:
    """Return in what ``new`` differs from ``old``."""
    differing = [name for name in KEYS if getattr(old, name) != getattr(new, name)]
    is_live = {name: bool(KEYS[name].metadata["is_live"]) for name in differing}
    live = {name: getattr(new, name) for name in differing if is_live[name]}
    return Changes(live, [name for name in differing if not is_live[name]])
