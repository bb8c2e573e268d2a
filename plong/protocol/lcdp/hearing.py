"""What the owner of a node hears. docs/wire/lcdp.md.

Rule 1: who has not proved his address is not heard, unless the owner wants to hear all.
Rule 2: a key is named only where its words are its own and new, or the owner wants to hear all.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from plong.protocol.lcdp.events import Heard, Received
from plong.protocol.lcdp.layers import Layer
from plong.protocol.lcdp.models import (
    ChatMessage,
    Content,
    ContentList,
    Endpoint,
    Forwarded,
    MaybeTheyHaveSome,
)
from plong.protocol.lcdp.parts import Parts

_FOR_OWNER: Final = frozenset({ChatMessage, Content, ContentList, MaybeTheyHaveSome, Forwarded})


class Hearing:
    """Tells the owner what has come.

    Args:
        parts: whose key is where, and what the owner wants.
    """

    def __init__(self, parts: Parts) -> None:
        self._keyring = parts.keyring
        self.hears_all = parts.choices.hears_all

    def credited(self, layer: Layer, source: Endpoint) -> bytes | None:
        """Return whose own word a layer of a verified datagram is; None: nobody's that is known.

        A signed or encrypted array alone may have been sent again by somebody else.
        """
        known = None if layer.key is None else self._keyring.find(layer.key)
        is_there = known is not None and known.is_proven and known.address == source
        return layer.key if layer.is_fresh or is_there else None

    def heard(self, layers: Iterable[Layer], source: Endpoint) -> Iterator[Heard]:
        """Yield what is for the owner in a verified datagram."""
        for layer in layers:
            key = self.credited(layer, source)
            for message in layer.messages:
                if type(message) in _FOR_OWNER:
                    yield Heard(message, source, key)

    def received(
        self, layers: Iterable[Layer], source: Endpoint, *, is_verified: bool
    ) -> Iterator[Received]:
        """Yield the texts of a datagram, if the owner wants to hear all."""
        for layer in layers if self.hears_all else ():
            is_own = is_verified and (not layer.key or self.credited(layer, source) is not None)
            if layer.payload:
                yield self._received(layer.payload, source, layer.key, is_verified=is_own)

    def received_again(self, data: bytes, source: Endpoint, *, is_verified: bool) -> Received:
        """Return the text of a datagram without layers that was read before."""
        return self._received(data, source, None, is_verified=is_verified)

    def _received(
        self, payload: bytes, source: Endpoint, key: bytes | None, *, is_verified: bool
    ) -> Received:
        there = self._keyring.keys_at(source)
        return Received(payload.decode(), source, key, there[0] if there else None, is_verified)
