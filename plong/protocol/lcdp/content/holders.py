"""The peers that may have a file: so many, whoever names more. docs/wire/lcdp.md."""

from collections.abc import Iterator
from typing import Final

from plong.protocol.lcdp.content.blocks import MAX_MARK, STORED
from plong.protocol.lcdp.content.holder import Holder
from plong.protocol.lcdp.models import Endpoint

MAX_HOLDERS: Final = 64
MAX_PROBES: Final = 1024
"""Addresses that are asked on a stranger's word for one file."""


class Holders:
    """Remembers who may have a file, and who was asked for it on a stranger's word."""

    def __init__(self) -> None:
        self._holders: dict[Endpoint, Holder] = {}
        self._probed: set[Endpoint] = set()
        self._last_mark = STORED

    def __iter__(self) -> Iterator[Holder]:
        return iter(tuple(self._holders.values()))

    def __len__(self) -> int:
        return len(self._holders)

    @property
    def on_way(self) -> int:
        """Return how many blocks are on the way from all of them."""
        return sum(map(len, self))

    def awake(self, now: float) -> int:
        """Return how many answer, and have not lied."""
        return sum(not one.is_liar and not one.is_resting(now) for one in self)

    def find(self, address: Endpoint) -> Holder | None:
        """Return who is at an address."""
        return self._holders.get(address)

    def add(self, address: Endpoint, now: float, *, is_named: bool = False) -> None:
        """Take in a peer that is known to be there."""
        if address not in self._holders and self._has_room(now):
            self._holders[address] = Holder(address, is_proven=True)
        known = self._holders.get(address)
        if known is not None:
            known.is_proven = True
            known.is_named |= is_named

    def probe(self, address: Endpoint) -> None:
        """Take in somebody whom a stranger named, once."""
        is_known = address in self._holders or address in self._probed
        if not is_known and len(self) < MAX_HOLDERS and len(self._probed) < MAX_PROBES:
            self._probed.add(address)
            self._holders[address] = Holder(address, is_proven=False)

    def forget(self, holder: Holder) -> None:
        """Forget who gave no block."""
        del self._holders[holder.address]

    def mark(self, holder: Holder) -> int:
        """Return the name that a peer has in `Blocks`; if there are no more, `STORED`."""
        if holder.mark is None and self._last_mark < MAX_MARK:
            self._last_mark += 1
            holder.mark = self._last_mark
        return STORED if holder.mark is None else holder.mark

    def _has_room(self, now: float) -> bool:
        """Tell whether one more is taken; for a known peer, who did not answer goes."""
        if len(self) < MAX_HOLDERS:
            return True
        silent = (one for one in self if one.mark is None and not len(one) and one.is_resting(now))
        leaving = next(silent, None)
        if leaving is not None:
            self.forget(leaving)
        return leaving is not None
