"""What follows from one datagram. docs/wire/lcdp.md, draft-pearson-lcdp-04.

Rule 1: who has not proved its address causes one answer within the `Budget`, and nothing else.
Rule 2: what it says is believed of nothing: no peer, key or address follows from it.
"""

from collections.abc import Sequence
from functools import partial
from itertools import chain
from typing import Final

from plong.protocol.lcdp.answer_cache import PeersAnswers, StrangersAnswers
from plong.protocol.lcdp.answering import ROOM_VERIFIED, Answers, Requester
from plong.protocol.lcdp.budget import Budget, allowance
from plong.protocol.lcdp.chat_commands import ChatCommands
from plong.protocol.lcdp.cookies import Cookies
from plong.protocol.lcdp.drops import NO_ROOM, RATE_LIMITED, UNREADABLE
from plong.protocol.lcdp.effort import Effort
from plong.protocol.lcdp.events import Adopted, Datagram, Event, Step
from plong.protocol.lcdp.framing import Messages
from plong.protocol.lcdp.hearing import Hearing
from plong.protocol.lcdp.layers import Layer, Opener, Source, is_open
from plong.protocol.lcdp.learning import Learner
from plong.protocol.lcdp.models import (
    AlwaysReturned,
    Content,
    Cookie,
    Endpoint,
    Message,
    PleaseAlwaysReturn,
    PleaseSendContent,
)
from plong.protocol.lcdp.packing import split
from plong.protocol.lcdp.parts import Parts
from plong.protocol.lcdp.recent import MAX_BYTES, OwnCookies, ReadDatagrams
from plong.protocol.lcdp.replay import ReplayGuard
from plong.protocol.lcdp.speaking import Speaker
from plong.protocol.lcdp.standalone import StandaloneReplies, is_bare

_COOKIES: Final = frozenset({AlwaysReturned, PleaseAlwaysReturn})
_PIECES: Final = _COOKIES | {Content}
"""Of which nothing is learned, and which ask nothing."""
_QUESTIONS_FOR_PIECES: Final = _COOKIES | {PleaseSendContent}
"""Of which nothing is learned, and of which the owner hears nothing."""


class Receiver:
    """Reads, verifies and answers.

    Args:
        parts: what the node knows.
        cookies: what it wants returned.
        speaker: encrypts for it.
    """

    def __init__(self, parts: Parts, cookies: Cookies, speaker: Speaker) -> None:
        self.cookies = OwnCookies(cookies)
        self.answers = Answers(parts)
        self._peers = parts.peers
        self._prober = parts.prober
        self._opener = Opener(parts.crypto, parts.keyring, ReplayGuard())
        self._learner = Learner(parts)
        self._hearing = Hearing(parts)
        self._commands = ChatCommands(parts, self._hearing, speaker)
        self._refused = parts.choices.refused
        self._effort = Effort(partial(self._refused, RATE_LIMITED))
        self._standalone = StandaloneReplies()
        self._read = ReadDatagrams()
        self._strangers = StrangersAnswers(self.cookies)
        self._known = PeersAnswers()

    def receive(self, data: bytes, source: Endpoint, now: float) -> Step | bytes:
        """Return what follows from a datagram; bytes: only this, said to its source."""
        again = self._again(data, source, now) if len(data) <= MAX_BYTES else None
        if again is not None:
            return self._heard_again(again, data, source) if self._hearing.hears_all else again
        messages = self._read.read(data)
        if messages is None:
            return self._drop(UNREADABLE)
        if self._is_own(messages, source):
            return Step()
        return self._receive(data, messages, source, now)

    def _drop(self, reason: str) -> Step:
        self._refused(reason)
        return Step()

    def forget_answers(self) -> None:
        """Answer the same questions anew, for the peers or the secret have changed."""
        self._strangers.clear()
        self._known.clear()

    def _again(self, data: bytes, source: Endpoint, now: float) -> bytes | None:
        """Return what was answered before, where nothing has changed since; None: nobody knows."""
        peer = self._peers.find(source)
        if peer is None:
            return self._strangers.find(source, data)
        answer = self._known.find(source, data, peer.cookie)
        if answer is not None and not peer.is_known_to_be_well(None, now):
            self._peers.hear(source, None, now)
        return answer

    def _heard_again(self, answer: bytes, data: bytes, source: Endpoint) -> Step:
        is_verified = source in self._peers
        received = self._hearing.received_again(data, source, is_verified=is_verified)
        return Step([Datagram(source, answer)], [received])

    def _is_own(self, messages: Messages, source: Endpoint) -> bool:
        """Tell whether this node has said it: somebody has named it to itself."""
        asked = [one for one in messages if type(one) is PleaseAlwaysReturn]
        return bool(asked) and self.cookies.ask(source) in asked

    def _receive(self, data: bytes, messages: Messages, source: Endpoint, now: float) -> Step:
        layers = self._open(data, messages, source, now)
        is_verified = any(layer.is_fresh for layer in layers)
        if is_verified:
            step = self._verified(layers, source, now)
        else:
            step = self._stranger(data, messages, source, now)
        step.events += self._hearing.received(layers, source, is_verified=is_verified)
        return step

    def _open(self, data: bytes, messages: Messages, endpoint: Endpoint, now: float) -> list[Layer]:
        is_verified = self.cookies.verify(messages, endpoint)
        outer = Layer(messages, None, is_verified, data)
        if is_open(messages):
            return [outer]
        source = Source(
            endpoint,
            now,
            is_ours=lambda cookie: self.cookies.proves(cookie, endpoint),
            may_work=lambda: self._effort.take(endpoint, now, verified=is_verified),
        )
        return self._opener.open(outer, source)

    def _stranger(self, data: bytes, messages: Messages, source: Endpoint, now: float) -> Step:
        requester = Requester(source, is_verified=False, cookie=None, room=allowance(len(data)))
        replies = [*_echo(messages), *self.answers.to(messages, requester)]
        if is_bare(replies) and not self._standalone.may_answer(source, now):
            return self._drop(RATE_LIMITED)
        budget = Budget(len(data), verified=False)
        answer = budget.answer([self.cookies.ask(source), *replies])
        if answer is None:
            return self._drop(NO_ROOM)
        if not is_bare(replies) and source not in self._peers:
            self._strangers.keep(source, data, messages, answer)
        return Step([Datagram(source, answer)])

    def _verified(self, layers: Sequence[Layer], source: Endpoint, now: float) -> Step:
        messages = tuple(chain.from_iterable(layer.messages for layer in layers))
        events: list[Event] = []
        if self._peers.hear(source, _wanted(messages), now):
            self.forget_answers()
            self._prober.answered(source)
            events.append(Adopted(source))
        kinds = frozenset(map(type, messages))
        if kinds <= _PIECES:  # one of a file, and many follow
            return Step([], [*events, *self._hearing.heard(layers, source)])
        if kinds <= _QUESTIONS_FOR_PIECES:
            return Step(self._reply(layers[0].payload, messages, source), events)
        may_work = partial(self._effort.take, source, now, verified=True)
        self._learner.learn(layers, messages, source, now, may_work)
        events += self._hearing.heard(layers, source)
        answers = self._commands.answer(layers, source, may_work)
        return Step([*self._reply(layers[0].payload, messages, source), *answers], events)

    def _reply(self, data: bytes, messages: Messages, source: Endpoint) -> list[Datagram]:
        peer = self._peers.find(source)
        cookie = None if peer is None else peer.cookie
        requester = Requester(source, is_verified=True, cookie=cookie, room=ROOM_VERIFIED)
        replies = self.answers.to(messages, requester)
        if not replies:  # as to every piece of a file
            return []
        lead = [] if cookie is None else [AlwaysReturned(cookie)]
        said = split(replies, lead)
        if len(said) == 1:
            self._known.keep(source, data, messages, cookie, said[0])
        return [Datagram(source, one) for one in said]


def _wanted(messages: Messages) -> Cookie | None:
    """Return the cookie that somebody wants to see again, the first of them."""
    return next((one.cookie for one in messages if isinstance(one, PleaseAlwaysReturn)), None)


def _echo(messages: Messages) -> list[Message]:
    """Return the stranger's own cookie, if it has one."""
    cookie = _wanted(messages)
    return [] if cookie is None else [AlwaysReturned(cookie)]
