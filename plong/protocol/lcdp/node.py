"""A node of LCDP without socket, clock and entropy: datagrams in, datagrams out.

The owner sends what each call returns, heeds its events, and calls `LcdpNode.tick` at
`LcdpNode.next_at`. All times are seconds since the epoch, of a clock that does not go back.
docs/wire/lcdp.md, draft-pearson-lcdp-04.
"""

from collections.abc import Callable, Iterable
from typing import Final

from plong.protocol.lcdp.cookies import SECRET_BYTES, Cookies
from plong.protocol.lcdp.crypto import Crypto
from plong.protocol.lcdp.events import Datagram, Step
from plong.protocol.lcdp.models import AlwaysReturned, Endpoint, Message
from plong.protocol.lcdp.packing import split
from plong.protocol.lcdp.parts import Choices, Parts
from plong.protocol.lcdp.peers import PeerTable
from plong.protocol.lcdp.probing import Prober
from plong.protocol.lcdp.receiving import Receiver
from plong.protocol.lcdp.timers import Timers
from plong.protocol.lcdp.writing import write

ENTROPY_BYTES: Final = 32
"""Random bytes of one encrypted message."""


class LcdpNode:
    """One node.

    Args:
        crypto: its keys.
        random: returns so many random bytes.
        now: seconds.
        choices: what its owner decides.
    """

    def __init__(
        self, crypto: Crypto, random: Callable[[int], bytes], now: float, choices: Choices
    ) -> None:
        self.peers = PeerTable(choices.reach)
        parts = Parts(crypto, choices, self.peers, Prober(choices.reach))
        self.keyring = parts.keyring
        self._crypto = crypto
        self._random = random
        self._receiver = Receiver(parts, Cookies(random(SECRET_BYTES), now))
        self._timers = Timers(self._receiver, parts)

    @property
    def next_at(self) -> float:
        """When `tick` is to be called, in seconds; changes with every call."""
        return self._timers.next_at()

    def receive(self, data: bytes, source: Endpoint, now: float) -> Step:
        """Take in a datagram; never raises, whatever it is.

        Args:
            data: its payload.
            source: where it seems to come from.
            now: seconds.
        """
        return self._receiver.receive(data, source, now)

    def tick(self, now: float) -> Step:
        """Do what is due; nothing is, before `next_at`."""
        return Step(self._timers.tick(now, self._random))

    def say(self, to: Endpoint, messages: Iterable[Message]) -> list[Datagram]:
        """Return datagrams that say something to a peer; none: no peer has proved that address."""
        peer = self.peers.find(to)
        if peer is None:
            return []
        lead = [] if peer.cookie is None else [AlwaysReturned(peer.cookie)]
        return [Datagram(to, data) for data in split(messages, lead)]

    def ask(self, to: Endpoint, messages: Iterable[Message]) -> list[Datagram]:
        """Return datagrams that ask something of a peer, or of somebody who is none yet.

        The answer of whoever is none proves its address. Ask only whom the owner has named, or a
        peer, and then only once.
        """
        if to in self.peers:
            return self.say(to, messages)
        cookie = self._receiver.cookies.ask(to)  # behind a question, or simple nodes pass it over
        return [Datagram(to, data) for data in split([*messages, cookie])]

    def tell(self, key: bytes, messages: Iterable[Message]) -> list[Datagram]:
        """Return datagrams that say something to the owner of a key only.

        None where nobody knows where he is (`WhereAreThey` asks the peers), or it is too long.

        Raises:
            ValueError: everybody could read what is encrypted for that key.
        """
        known = self.keyring.find(key)
        if known is None:
            return []
        peer = self.peers.find(known.address)
        lead = [] if peer is None or peer.cookie is None else [AlwaysReturned(peer.cookie)]
        payload = write([*lead, *messages])
        sealed = self._crypto.seal(key, payload, self._random(ENTROPY_BYTES))
        return [Datagram(known.address, data) for data in split([sealed], lead)]
