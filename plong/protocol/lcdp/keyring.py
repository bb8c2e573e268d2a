"""The keys that a node knows, and where they are: bounded, whoever says what.

docs/wire/lcdp.md, draft-pearson-lcdp-04.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable
from typing import Final

from plong.protocol.lcdp.claims import Claim, Known, judge
from plong.protocol.lcdp.curve import is_point, to_edwards
from plong.protocol.lcdp.endpoint import network_of
from plong.protocol.lcdp.models import Endpoint

MAX_KEYS: Final = 4096
MAX_KEYS_PER_HOST: Final = 64
"""At one IPv4 address or IPv6 /64, all ports together."""


class Keyring:
    """Remembers what `judge` makes of claims.

    Where there is no room, who was heard longest ago goes; but who has signed for its address
    never goes for somebody who has not.

    Args:
        room: how many keys.
        room_per_host: how many of one host.
    """

    def __init__(self, room: int = MAX_KEYS, room_per_host: int = MAX_KEYS_PER_HOST) -> None:
        self._room = room
        self._room_per_host = room_per_host
        self._known: OrderedDict[bytes, Known] = OrderedDict()  # heard longest ago first
        self._hosts: dict[str, OrderedDict[bytes, None]] = {}  # likewise

    def __len__(self) -> int:
        return len(self._known)

    def hear(self, claim: Claim, now: float) -> bool:
        """Take in a claim; tell whether the key is now known to be at that address.

        Args:
            claim: what is said of a key.
            now: epoch seconds.
        """
        before = self._known.get(claim.key)
        after = judge(before, claim, now)
        if after is None or (before is None and not is_point(claim.key)):
            return False
        return self._put(after)

    def restore(self, rows: Iterable[Known]) -> None:
        """Take in what `rows` returned before a restart."""
        for known in rows:
            self._put(known)

    def rows(self) -> tuple[Known, ...]:
        """Return all that is known, heard longest ago first."""
        return tuple(self._known.values())

    def find(self, key: bytes) -> Known | None:
        """Return what is known of a key."""
        return self._known.get(key)

    def keys_at(self, address: Endpoint) -> tuple[bytes, ...]:
        """Return the keys at an address, heard last first: several may share it."""
        there = reversed(self._hosts.get(network_of(address), OrderedDict()))
        return tuple(key for key in there if self._known[key].address == address)

    def name(self, x25519: bytes) -> bytes | None:
        """Return the known key that the sender of an encrypted message has; None: there is none.

        An X25519 key belongs to two Ed25519 keys. If both are known, the one that has signed is
        meant: the other may be claimed by who wants to be taken for its owner.
        """
        known = [self._known[key] for key in to_edwards(x25519) if key in self._known]
        likely = [one for one in known if one.is_proven] or known
        return likely[0].key if len(likely) == 1 else None

    def forget(self, key: bytes) -> None:
        """Forget a key, if it is known."""
        known = self._known.pop(key, None)
        if known is None:
            return
        host = network_of(known.address)
        del self._hosts[host][key]
        if not self._hosts[host]:
            del self._hosts[host]

    def prune(self, now: float) -> None:
        """Forget all keys that were not heard for too long."""
        for known in [known for known in self._known.values() if known.is_over(now)]:
            self.forget(known.key)

    def _put(self, known: Known) -> bool:
        """Put a key last, if there is room or somebody goes for it; tell whether."""
        self.forget(known.key)
        host = network_of(known.address)
        of_host = self._hosts.get(host, OrderedDict())
        if not self._make_room(of_host, self._room_per_host, known):
            return False
        if not self._make_room(self._known, self._room, known):
            return False
        self._known[known.key] = known
        self._hosts.setdefault(host, OrderedDict())[known.key] = None
        return True

    def _make_room(self, keys: Collection[bytes], room: int, newcomer: Known) -> bool:
        """Forget one of some keys if there are too many for one more; tell whether it may come."""
        if len(keys) < room:
            return True
        claimed = (key for key in keys if not self._known[key].is_proven)
        leaving = next(claimed, next(iter(keys)) if newcomer.is_proven else None)
        if leaving is not None:
            self.forget(leaving)
        return leaving is not None
