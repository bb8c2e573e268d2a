"""Who has asked for files that are not here: by now they may have them. docs/wire/lcdp.md."""

from collections.abc import Callable
from typing import Final

from plong.protocol.lcdp.endpoint import MAX_PEERS
from plong.protocol.lcdp.models import Endpoint

MAX_FILES: Final = 256
"""Files that are remembered; of more, those that were asked for last."""


class Seekers:
    """Remembers peers by the file that they want: `MAX_PEERS` of each, who asked last.

    Args:
        may_name: tells whether there is a peer whom others may be told of. Whoever is none may
            have forged its address.
    """

    def __init__(self, may_name: Callable[[Endpoint], bool]) -> None:
        self._may_name = may_name
        self._seekers: dict[str, dict[Endpoint, None]] = {}  # asked for longest ago first

    def __len__(self) -> int:
        return len(self._seekers)

    def note(self, content_id: str, seeker: Endpoint) -> None:
        """Take in that somebody has asked."""
        if not self._may_name(seeker):
            return
        seekers = self._seekers.pop(content_id, {})
        seekers.pop(seeker, None)
        self._seekers[content_id] = {**seekers, seeker: None}
        if len(seekers) > MAX_PEERS:  # one more than are named: who asks again is left out
            del self._seekers[content_id][next(iter(seekers))]
        if len(self._seekers) > MAX_FILES:
            del self._seekers[next(iter(self._seekers))]

    def find(self, content_id: str) -> list[Endpoint]:
        """Return who may have a file, those first who asked last."""
        return list(filter(self._may_name, reversed(self._seekers.get(content_id, {}))))
