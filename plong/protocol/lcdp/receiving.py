"""What follows from one datagram. docs/wire/lcdp.md, draft-pearson-lcdp-04.

Rule 1: who has not proved its address causes one answer within the `Budget`, and nothing else.
Rule 2: what it says is believed of nothing: no peer, key or address follows from it.
Rule 3: what was forwarded is as if a stranger had said it, and only its address is of use.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from plong.protocol.lcdp.answering import ROOM_VERIFIED, Answers, Requester
from plong.protocol.lcdp.budget import Budget, allowance
from plong.protocol.lcdp.claims import Claim
from plong.protocol.lcdp.cookies import Cookies
from plong.protocol.lcdp.effort import Effort
from plong.protocol.lcdp.events import Adopted, Datagram, Event, Step
from plong.protocol.lcdp.framing import Messages
from plong.protocol.lcdp.hearing import Hearing
from plong.protocol.lcdp.layers import Layer, Opener, Source
from plong.protocol.lcdp.models import (
    AlwaysReturned,
    Cookie,
    Endpoint,
    Forwarded,
    MaybeTheyHaveSome,
    Message,
    MyPublicKey,
    Peers,
    PleaseAlwaysReturn,
    ReturnedMessage,
)
from plong.protocol.lcdp.packing import split
from plong.protocol.lcdp.parts import Parts
from plong.protocol.lcdp.recent import OwnCookies, ReadDatagrams, StrangersAnswers
from plong.protocol.lcdp.replay import ReplayGuard
from plong.protocol.lcdp.standing import Standing, is_bare

MAX_KEYS: Final = 8
"""Keys that one datagram may announce."""


class Receiver:
    """Reads, verifies and answers.

    Args:
        parts: what the node knows.
        cookies: what it wants returned.
    """

    def __init__(self, parts: Parts, cookies: Cookies) -> None:
        self.cookies = OwnCookies(cookies)
        self.answers = Answers(parts)
        self._keyring = parts.keyring
        self._peers = parts.peers
        self._prober = parts.prober
        self._opener = Opener(parts.crypto, parts.keyring, ReplayGuard())
        self._hearing = Hearing(parts)
        self._effort = Effort()
        self._standing = Standing()
        self._read = ReadDatagrams()
        self._answered = StrangersAnswers()

    def receive(self, data: bytes, source: Endpoint, now: float) -> Step:
        """Return what follows from a datagram."""
        answer = self._answered.find(source, data)
        if answer is not None:
            return Step([Datagram(source, answer)], [*self._hearing.came_again(data, source)])
        messages = self._read.read(data)
        return Step() if messages is None else self._receive(data, messages, source, now)

    def forget_answers(self) -> None:
        """Answer the same questions anew, for the peers or the secret have changed."""
        self._answered.clear()

    def _receive(self, data: bytes, messages: Messages, source: Endpoint, now: float) -> Step:
        if self.cookies.ask(source) in messages:  # somebody has named this node to itself
            return Step()
        layers = self._open(data, messages, source, now)
        is_verified = any(layer.is_fresh for layer in layers)
        if is_verified:
            step = self._verified(layers, source, now)
        else:
            step = self._stranger(data, messages, source, now)
        step.events += self._hearing.came(layers, source, is_verified=is_verified)
        return step

    def _open(self, data: bytes, messages: Messages, endpoint: Endpoint, now: float) -> list[Layer]:
        is_verified = self.cookies.current.verify(messages, endpoint)
        source = Source(
            endpoint,
            now,
            is_ours=lambda cookie: self.cookies.current.proves(cookie, endpoint),
            may_work=lambda: self._effort.take(endpoint, now, verified=is_verified),
        )
        return self._opener.open(data, messages, source)

    def _stranger(self, data: bytes, messages: Messages, source: Endpoint, now: float) -> Step:
        requester = Requester(source, is_verified=False, cookie=None, room=allowance(len(data)))
        replies = [*_echo(messages), *self.answers.to(messages, requester)]
        if is_bare(replies) and not self._standing.may_answer(source, now, verified=False):
            return Step()
        budget = Budget(len(data), verified=False)
        answer = budget.answer([self.cookies.ask(source), *replies])
        if answer is None:
            return Step()
        if not is_bare(replies):
            self._answered.keep(source, data, messages, answer)
        return Step([Datagram(source, answer)])

    def _verified(self, layers: list[Layer], source: Endpoint, now: float) -> Step:
        messages = tuple(chain.from_iterable(layer.messages for layer in layers))
        wanted = next((one.cookie for one in messages if isinstance(one, PleaseAlwaysReturn)), None)
        is_new = self._peers.hear(source, wanted, now)
        if is_new:
            self.forget_answers()
        self._learn(layers, messages, source, now)
        events: list[Event] = [Adopted(source)] if is_new else []
        events += self._hearing.heard(layers, source)
        return Step(self._reply(messages, source), events)

    def _reply(self, messages: Messages, source: Endpoint) -> list[Datagram]:
        peer = self._peers.find(source)
        cookie = None if peer is None else peer.cookie
        requester = Requester(source, is_verified=True, cookie=cookie, room=ROOM_VERIFIED)
        replies = self.answers.to(messages, requester)
        lead = [] if cookie is None else [AlwaysReturned(cookie)]
        return [Datagram(source, data) for data in split(replies, lead)]

    def _learn(self, layers: list[Layer], messages: Messages, source: Endpoint, now: float) -> None:
        signers = frozenset(layer.signer for layer in layers if layer.signer is not None)
        for key in _announced(messages):
            claim = Claim(key, source, is_verified=True, signers=signers)
            self._keyring.hear(claim, now)
        for message in messages:
            match message:
                case Peers(peers) | MaybeTheyHaveSome(peers=peers):
                    self._prober.suggest(self._unknown(peers), source, now)
                case Forwarded(src):
                    self._prober.suggest(self._unknown((src,)), source, now)
                case ReturnedMessage(cookie):
                    self._peers.returned(source, cookie, now)

    def _unknown(self, endpoints: tuple[Endpoint, ...]) -> Iterator[Endpoint]:
        return (endpoint for endpoint in endpoints if endpoint not in self._peers)


def _announced(messages: Messages) -> list[bytes]:
    keys = [message.key for message in messages if isinstance(message, MyPublicKey)]
    return list(dict.fromkeys(keys))[:MAX_KEYS]


def _echo(messages: Messages) -> list[Message]:
    """Return the stranger's own cookie, the first of them, if it has one."""
    wanted: Iterator[Cookie] = (
        message.cookie for message in messages if isinstance(message, PleaseAlwaysReturn)
    )
    return [AlwaysReturned(cookie) for cookie in list(wanted)[:1]]
