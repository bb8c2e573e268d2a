"""A node of LCDP without socket, clock and entropy: datagrams in, datagrams out.

The owner sends what each call returns, heeds its events, and calls `LcdpNode.tick` at
`LcdpNode.next_at`. All times are seconds since the epoch, of a clock that does not go back.
docs/wire/lcdp.md, draft-pearson-lcdp-04.
"""

from collections.abc import Callable, Iterable

from plong.protocol.lcdp.answering import OWNER
from plong.protocol.lcdp.cookies import SECRET_BYTES, Cookies
from plong.protocol.lcdp.crypto import Crypto
from plong.protocol.lcdp.events import Datagram, Step
from plong.protocol.lcdp.models import Endpoint, Message, WhereAreThey
from plong.protocol.lcdp.packing import pack
from plong.protocol.lcdp.parts import Choices, Parts
from plong.protocol.lcdp.peers import PeerTable
from plong.protocol.lcdp.probing import Prober
from plong.protocol.lcdp.receiving import Receiver
from plong.protocol.lcdp.searching import MAX_ASKED, Searches
from plong.protocol.lcdp.speaking import Speaker
from plong.protocol.lcdp.timers import Timers


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
        self._random = random
        self._speaker = Speaker(parts, random)
        self._searches = Searches()
        self._receiver = Receiver(parts, Cookies(random(SECRET_BYTES), now), self._speaker)
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
        follows = self.react(data, source, now)
        return follows if isinstance(follows, Step) else Step([Datagram(source, follows)])

    def react(self, data: bytes, source: Endpoint, now: float) -> Step | bytes:
        """Take in a datagram like `receive`, and sooner.

        Bytes are the payload of one datagram to the source, and all that follows.
        """
        return self._receiver.receive(data, source, now)

    def tick(self, now: float) -> Step:
        """Do what is due; nothing is, before `next_at`."""
        return Step(self._timers.tick(now, self._random))

    def say(self, to: Endpoint, messages: Iterable[Message]) -> list[Datagram]:
        """Return datagrams that say something to a peer; none: no peer has proved that address.

        Raises:
            TooLong: a message does not fit a datagram of `packing.MAX_DATAGRAM` bytes (a piece of
                a file: `packing.MAX_CONTENT_DATAGRAM`). Long lists are cut.
        """
        return self._speaker.say(to, messages)

    def ask(self, to: Endpoint, messages: Iterable[Message]) -> list[Datagram]:
        """Return datagrams that ask something of a peer, or of somebody who is none yet.

        The answer proves the address, and is heeded, whatever they forgot of each other: beside
        the questions stands the wish for this node's cookie. Ask only those whom the owner has
        named, peers, and on others' word nobody twice.

        Raises:
            TooLong: as in `say`.
        """
        # The wish stands behind a question: simple nodes pass it over before they have an answer.
        asked = [*messages, self._receiver.cookies.ask(to)]
        return self._speaker.say(to, asked) or [Datagram(to, data) for data in pack(asked)]

    def tell(self, key: bytes, messages: Iterable[Message]) -> list[Datagram]:
        """Return a datagram that says something to the owner of a key only.

        None where no peer is known to have it: see `search`.

        Raises:
            TooLong: the messages together, encrypted, do not fit `packing.MAX_DATAGRAM` bytes.
        """
        return self._speaker.tell(key, messages)

    def say_text(self, to: Endpoint, text: str) -> list[Datagram]:
        """Return a datagram that says to a peer what the owner has written, as it is.

        Args:
            to: where it is.
            text: a JSON array of any messages, which this node need not know.

        Raises:
            NotAnArray: it is none.
            TooLong: it does not fit one over IPv4 (`json_text.MAX_BYTES`).
            UnprovenAddress: no peer has proved that address.
        """
        return self._speaker.say_text(to, text)

    def tell_text(self, key: bytes, text: str, *, sign: bool = False) -> list[Datagram]:
        """Return a datagram that says the same as `say_text` to the owner of a key only.

        Args:
            key: whose.
            text: as in `say_text`.
            sign: whether he can show to others who said it.

        Raises:
            NotAnArray: it is none.
            TooLong: it does not fit, encrypted, what UDP carries; about 48 000 bytes do.
            UnknownKey: no peer is known to have the key: see `search`.
        """
        return self._speaker.tell_text(key, text, sign=sign)

    def search(self, key: bytes, now: float) -> list[Datagram]:
        """Return datagrams that ask some peers where the owner of a key is.

        None if that was asked in the last `searching.INTERVAL` seconds, or too much else was. Who
        is found becomes a peer in a second or two, and his key is known soon after.
        """
        if not self._searches.may_ask(key, now):
            return []
        asked = (peer.endpoint for peer in self.peers.some(MAX_ASKED))
        return [one for to in asked for one in self._ask_where(key, to)]

    def answer(self, messages: Iterable[Message]) -> list[Message]:
        """Return what the node says to its owner's questions: what a verified peer would hear."""
        return self._receiver.answers.to(messages, OWNER)

    def _ask_where(self, key: bytes, to: Endpoint) -> list[Datagram]:
        return self.say(to, [WhereAreThey(key), self._receiver.cookies.ask(to)])
