"""What a node does unasked, and when. docs/wire/lcdp.md.

Each peer is called from time to time, with its cookie: for its peers, the round trip, and its
cookie of ours. Those whom others named are asked once for a cookie. Bootstrap nodes that are
silent are called until they answer.
"""

from collections.abc import Callable, Iterator
from typing import Final

from plong.protocol.lcdp.cookies import SECRET_BYTES, SECRET_TTL, cookie_of
from plong.protocol.lcdp.events import Datagram
from plong.protocol.lcdp.models import (
    AlwaysReturned,
    Message,
    PleaseReturnThisMessage,
    PleaseSendPeers,
)
from plong.protocol.lcdp.packing import split
from plong.protocol.lcdp.parts import Parts
from plong.protocol.lcdp.peer import Peer
from plong.protocol.lcdp.receiving import Receiver
from plong.protocol.lcdp.writing import write

PAUSE: Final = 1.0
"""Seconds between two rounds of calls."""
CALLS: Final = 10
"""Peers that are called in a round."""
BOOTSTRAP_EVERY: Final = 30.0
"""Seconds until a bootstrap node that is no peer is called again."""


class Timers:
    """Does what is due.

    Args:
        receiver: whose cookies and greeting are said.
        parts: what the node knows.
    """

    def __init__(self, receiver: Receiver, parts: Parts) -> None:
        self._receiver = receiver
        self._peers = parts.peers
        self._keyring = parts.keyring
        self._prober = parts.prober
        self._bootstrap = parts.choices.bootstrap
        self._bootstrap_at = receiver.cookies.current.since
        self._since = receiver.cookies.current.since
        self._rounds_at = self._since

    def next_at(self) -> float:
        """Return when `tick` has something to do."""
        calls_at = self._rounds_at if len(self._prober) else self._peers.next_at()
        bootstrap_at = self._bootstrap_at if self._bootstrap else float("inf")
        due_at = max(self._rounds_at, min(calls_at, bootstrap_at))
        return min(due_at, self._receiver.cookies.current.since + SECRET_TTL)

    def tick(self, now: float, random: Callable[[int], bytes]) -> list[Datagram]:
        """Return what is to be sent now."""
        if self._receiver.cookies.current.is_due(now):
            self._receiver.cookies.renew(random(SECRET_BYTES), now)
            self._receiver.forget_answers()
            self._keyring.prune(now)
        if now < self._rounds_at:
            return []
        self._rounds_at = now + PAUSE
        self._peers.rank()
        self._receiver.forget_answers()
        return [*self._call_bootstrap(now), *self._probe(now), *self._call_peers(now)]

    def _probe(self, now: float) -> Iterator[Datagram]:
        for endpoint in self._prober.take(now):
            yield Datagram(endpoint, write([self._receiver.cookies.ask(endpoint)]))

    def _call_bootstrap(self, now: float) -> Iterator[Datagram]:
        """Call those of the configured who are no peers: simple nodes do not answer a probe."""
        if now < self._bootstrap_at:
            return
        self._bootstrap_at = now + BOOTSTRAP_EVERY
        for endpoint in self._bootstrap:
            if endpoint not in self._peers:
                cookie = self._receiver.cookies.ask(endpoint)
                yield Datagram(endpoint, write([PleaseSendPeers(), cookie]))

    def _call_peers(self, now: float) -> Iterator[Datagram]:
        for peer in self._peers.due(now, CALLS):
            text = f"{now - self._since:.3f}"
            if self._peers.call(peer.endpoint, text, now):
                yield from self._call(peer, text)

    def _call(self, peer: Peer, text: str) -> Iterator[Datagram]:
        """Ask a peer; who reads the array from its front finds the cookie after a question."""
        cookie = peer.cookie
        lead = [] if cookie is None else [AlwaysReturned(cookie)]
        questions: list[Message] = [
            *self._receiver.answers.greeting.for_(cookie),
            PleaseSendPeers(),
            PleaseReturnThisMessage(cookie_of(text)),
            self._receiver.cookies.ask(peer.endpoint),
        ]
        return (Datagram(peer.endpoint, data) for data in split(questions, lead))
