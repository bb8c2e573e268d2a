"""Saying something to peers, openly and for one key only. docs/wire/lcdp.md.

Rule 1: nothing is said to an address that has not proved itself.
Rule 2: what does not fit is said to whoever wants it said, and not sent.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from plong.protocol.lcdp.errors import TooLong, UnknownKey, UnprovenAddress
from plong.protocol.lcdp.events import Datagram
from plong.protocol.lcdp.json_text import MAX_BYTES
from plong.protocol.lcdp.models import AlwaysReturned, Endpoint, Message
from plong.protocol.lcdp.own_text import beside, bounded, read_own
from plong.protocol.lcdp.packing import pack
from plong.protocol.lcdp.parts import Parts
from plong.protocol.lcdp.peer import Peer
from plong.protocol.lcdp.writing import write

ENTROPY_BYTES: Final = 32
"""Random bytes of one encrypted message."""

_MAX_SEALED: Final = MAX_BYTES // 4 * 3
"""Bytes that fit a datagram in base64, if nothing were beside them."""


class Speaker:
    """Makes datagrams for peers, with the cookies that these want returned.

    Args:
        parts: who is where.
        random: returns so many random bytes.
    """

    def __init__(self, parts: Parts, random: Callable[[int], bytes]) -> None:
        self._crypto = parts.crypto
        self._peers = parts.peers
        self._keyring = parts.keyring
        self._random = random

    def say(self, to: Endpoint, messages: Iterable[Message]) -> list[Datagram]:
        """Return datagrams for a peer, see `LcdpNode.say`."""
        peer = self._peers.find(to)
        return [] if peer is None else _all(peer, messages)

    def tell(self, key: bytes, messages: Iterable[Message]) -> list[Datagram]:
        """Return datagrams for the owner of a key only, see `LcdpNode.tell`."""
        peer = self._owner(key)
        if peer is None:
            return []
        return _all(peer, [self._seal(key, write([*_lead(peer), *messages]))])

    def say_text(self, to: Endpoint, text: str) -> list[Datagram]:
        """Return a datagram for a peer, see `LcdpNode.say_text`."""
        own = read_own(text)
        peer = self._peers.find(to)
        if peer is None:
            raise UnprovenAddress(f"Nobody has proved to be at {to}.")
        return [Datagram(to, bounded(beside(_lead(peer), own)))]

    def tell_text(self, key: bytes, text: str, *, sign: bool) -> list[Datagram]:
        """Return a datagram for the owner of a key only, see `LcdpNode.tell_text`."""
        own = read_own(text)
        peer = self._owner(key)
        if peer is None:
            raise UnknownKey(f"Nobody is known to have the key {key.hex()}.")
        payload = beside(_lead(peer), own)
        if sign:
            payload = write([*_lead(peer), self._crypto.sign(payload)])
        return [Datagram(peer.endpoint, bounded(write([self._seal(key, payload), *_lead(peer)])))]

    def _owner(self, key: bytes) -> Peer | None:
        """Return the peer that has a key; None: nobody who has proved his address."""
        known = self._keyring.find(key)
        return None if known is None else self._peers.find(known.address)

    def _seal(self, key: bytes, payload: bytes) -> Message:
        if len(payload) > _MAX_SEALED:
            raise TooLong(f"It has {len(payload)} bytes; encrypted it fits no datagram.")
        return self._crypto.seal(key, payload, self._random(ENTROPY_BYTES))


def _lead(peer: Peer) -> Sequence[Message]:
    return () if peer.cookie is None else (AlwaysReturned(peer.cookie),)


def _all(peer: Peer, messages: Iterable[Message]) -> list[Datagram]:
    return [Datagram(peer.endpoint, data) for data in pack(messages, _lead(peer))]
