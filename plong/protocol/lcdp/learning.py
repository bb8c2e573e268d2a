"""What is believed of a verified datagram. docs/wire/lcdp.md.

What was forwarded is as if a stranger had said it, and only its address is of use.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from plong.protocol.lcdp.claims import Claim
from plong.protocol.lcdp.framing import Messages
from plong.protocol.lcdp.layers import Layer
from plong.protocol.lcdp.models import (
    Endpoint,
    Forwarded,
    MaybeTheyHaveSome,
    MyPublicKey,
    Peers,
    ReturnedMessage,
)
from plong.protocol.lcdp.parts import Parts

MAX_KEYS: Final = 8
"""Keys that one datagram may announce."""


class Learner:
    """Takes in keys, addresses and round trips.

    Args:
        parts: what the node knows.
    """

    def __init__(self, parts: Parts) -> None:
        self._keyring = parts.keyring
        self._peers = parts.peers
        self._prober = parts.prober

    def learn(
        self,
        layers: Iterable[Layer],
        messages: Messages,
        source: Endpoint,
        now: float,
        may_work: Callable[[], bool],
    ) -> None:
        """Take in a verified datagram.

        Args:
            layers: what stands in it, together.
            messages: all of them.
            source: where it came from.
            now: seconds.
            may_work: whether one more key that nobody knows may be looked at; counts it.
        """
        announced = [key for key in _announced(messages) if self._keyring.find(key) or may_work()]
        self._hear_keys(announced, layers, source, now)
        for message in messages:
            match message:
                case Peers(peers) | MaybeTheyHaveSome(peers=peers):
                    self._prober.suggest(self._unknown(peers), source, now)
                case Forwarded(src):
                    self._prober.suggest(self._unknown((src,)), source, now)
                case ReturnedMessage(cookie):
                    self._peers.returned(source, cookie, now)

    def _hear_keys(
        self, announced: Iterable[bytes], layers: Iterable[Layer], source: Endpoint, now: float
    ) -> None:
        signers = frozenset(layer.signer for layer in layers if layer.signer is not None)
        for key in announced:
            claim = Claim(key, source, is_verified=True, signers=signers)
            self._keyring.hear(claim, now)

    def _unknown(self, endpoints: tuple[Endpoint, ...]) -> Iterator[Endpoint]:
        return (endpoint for endpoint in endpoints if endpoint not in self._peers)


def _announced(messages: Messages) -> list[bytes]:
    keys = [message.key for message in messages if isinstance(message, MyPublicKey)]
    return list(dict.fromkeys(keys))[:MAX_KEYS]
