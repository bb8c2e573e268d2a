"""Whom we talk with (docs/wire/files.md): greetings and round trips."""

import asyncio
from collections.abc import Callable
from time import perf_counter
from typing import Literal

from plong.client import events
from plong.client.echoes import Echoes
from plong.client.outbox import Outbox
from plong.client.peer import Peer
from plong.client.voice import Voice
from plong.client.wire.control import Busy, Bye, Greeting, Hello, Ping, Pong, Welcome
from plong.client.wire.errors import PlongError

Outcome = Literal["welcome", "busy", "away"]


class Conversation:
    """Who we talk with, if with anybody: one friend at a time; others are told that we are busy."""

    def __init__(
        self,
        outbox: Outbox,
        voice: Voice,
        publish: Callable[[events.Event], None],
        make_peer: Callable[[str], Peer],
    ) -> None:
        self._outbox = outbox
        self._voice = voice
        self._publish = publish
        self._make_peer = make_peer
        self._friend: str | None = None
        self._is_finder = False
        self._is_friend_gone = False
        self._leaver: str | None = None
        """The friend who said Bye, until they come back: their old link and Pongs mean nothing."""
        self._answer: asyncio.Future[Outcome] | None = None
        self._visitor: asyncio.Future[str] | None = None
        self._echoes = Echoes()

    async def ping(self, target: str) -> float:
        """Return the seconds of a round trip; the link stays where it is. Raise `PlongError`."""
        began = perf_counter()
        number, echo = self._echoes.expect(target)
        try:
            await self._voice.whisper(target, Ping(number))
            return await echo - began
        finally:
            echo.cancel()

    async def greet(self, target: str) -> Outcome:
        """Link to a peer and say Hello; return how it answers. Raise `PlongError`."""
        self._friend, self._is_finder = target, True
        self._answer = asyncio.get_running_loop().create_future()
        outcome: Outcome = "away"
        try:
            direct = (await self._outbox.change_link(target)).get("Direct") is True
            is_here = direct and target != self._leaver
            await self._voice.say(target, Hello())
            outcome = "welcome" if is_here else await self._answer
        finally:
            self._answer = None
            if outcome != "welcome":
                self._friend = None
        return outcome

    def expect_visitor(self) -> asyncio.Future[str]:
        """Return what gets the PublicId of the first who says Hello; cancel it to expect nobody."""
        self._visitor = asyncio.get_running_loop().create_future()
        return self._visitor

    async def welcome(self, target: str) -> None:
        """Link back to a visitor. Raise `PlongError`."""
        await self._voice.say(target, Welcome())

    async def bye(self, target: str) -> None:
        """Leave a peer on purpose. Raise `PlongError`."""
        if self._friend == target:
            self._friend = None
        await self._voice.answer(target, Bye())

    async def bye_friend(self) -> None:
        """Leave whom we talk with, if with anybody. Raise `PlongError`."""
        if self._friend is not None:
            await self.bye(self._friend)
            await self._outbox.ask("ping")  # so that obai, which goes another way, comes later

    def receive(self, sender: str, message: Greeting | Ping | Pong) -> None:
        """Take a message; never waits."""
        if isinstance(message, Hello | Welcome):
            self.forget_bye(sender)
        match message:
            case Ping(number):
                self._voice.reply(sender, Pong(number))
            case Pong(number):
                self._echoes.arrive(sender, number)
            case Hello():
                self._take_hello(sender)
            case _:
                self._take_greeting(sender, message)

    def forget_bye(self, sender: str) -> None:
        """Learn that a peer greets us, or that its link has changed: the one of before is over."""
        if sender == self._leaver:
            self._leaver = None

    def noticed(self, sender: str) -> None:
        """Learn that a peer speaks with us as this page says."""
        if sender == self._friend and sender != self._leaver:
            self._is_friend_gone = False
            self._resolve("welcome")

    def lost(self, error: PlongError, target: str | None = None) -> None:
        """Learn that messages do not arrive: at anybody, or at this peer."""
        self._echoes.fail(error)
        self._is_friend_gone = self._is_friend_gone or target == self._friend
        if target in {None, self._friend}:
            self._resolve("away")

    def disconnected(self) -> None:
        """Learn that our own connection broke; who was greeted is greeted again."""
        self._echoes.fail(PlongError("connection-lost", "The connection broke before the Pong."))

    def reconnected(self) -> None:
        """Say Hello again to whom we had found."""
        if self._friend is not None and self._is_finder:
            self._voice.reply(self._friend, Hello())

    def _take_hello(self, sender: str) -> None:
        if self._visitor is not None and not self._visitor.done():
            self._friend, self._is_finder = sender, False
            self._visitor.set_result(sender)
        elif self._friend == sender:
            self._voice.reply(sender, Welcome())
        elif self._friend is not None and not self._is_friend_gone:
            self._voice.reply(sender, Busy())
            return
        self._publish(events.Hello(self._make_peer(sender)))

    def _take_greeting(self, sender: str, message: Welcome | Busy | Bye) -> None:
        if sender != self._friend:  # a stranger's mean nothing, and may be many
            return
        peer = self._make_peer(sender)
        match message:
            case Welcome():
                self.noticed(sender)
                self._publish(events.Welcome(peer))
            case Busy():
                self._resolve("busy")
                self._publish(events.Busy(peer))
            case Bye():
                self._take_bye(peer)

    def _take_bye(self, peer: Peer) -> None:
        self._resolve("away")
        self._friend, self._leaver = None, peer.id
        self._publish(events.Bye(peer))

    def _resolve(self, outcome: Outcome) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(outcome)
