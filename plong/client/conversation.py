"""Greetings and round trips between two clients (docs/wire/files.md)."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from time import perf_counter
from typing import Final, Literal

from plong import __version__
from plong.client import events
from plong.client.echoes import Echoes
from plong.client.mailbox import Mailbox
from plong.client.peer import Peer
from plong.client.session import Session
from plong.client.wire.control import (
    Busy,
    Bye,
    Control,
    Greeting,
    Hello,
    Ping,
    Pong,
    Welcome,
)
from plong.client.wire.control_text import write_control
from plong.client.wire.errors import PlongError

_CLIENT: Final = f"plong.client/{__version__}"
_MOST_REPLIES: Final = 256
"""Replies that wait to be sent; a stranger who asks faster gets none."""

Outcome = Literal["welcome", "busy", "away"]


class Conversation:
    """Who we talk with, if with anybody: one friend at a time; others are told that we are busy."""

    def __init__(
        self,
        session: Session,
        publish: Callable[[events.Event], None],
        make_peer: Callable[[str], Peer],
    ) -> None:
        self._session = session
        self._publish = publish
        self._make_peer = make_peer
        self._friend: str | None = None
        self._is_finder = False
        self._is_friend_gone = False
        self._answer: asyncio.Future[Outcome] | None = None
        self._visitor: asyncio.Future[str] | None = None
        self._echoes = Echoes()
        self._replies: Mailbox[tuple[str, Control]] = Mailbox(_MOST_REPLIES, lambda _: 1)

    async def say(self, target: str, message: Control) -> None:
        """Send a control message, after linking. Raise `PlongError`."""
        await self._session.send(target, write_control(message, _CLIENT))

    def reply(self, target: str, message: Control) -> None:
        """Send a control message soon, if it can be sent: for who must not wait."""
        self._replies.put((target, message))

    async def run(self) -> None:
        """Send replies until cancelled."""
        async for target, message in self._replies:
            with suppress(PlongError):  # who asked may not be there any more
                await self._deliver(target, message)

    async def _deliver(self, target: str, message: Control) -> None:
        if isinstance(message, Hello | Welcome) or self._session.is_linked_to(target):
            await self.say(target, message)
        else:  # a stranger must not move our link
            await self._session.ask("tell", f"{target} {write_control(message)}")

    async def ping(self, target: str) -> float:
        """Return the seconds of a round trip. Raise `PlongError`."""
        began = perf_counter()
        number, echo = self._echoes.expect(target)
        try:
            await self.say(target, Ping(number))
            return await echo - began
        finally:
            echo.cancel()

    async def greet(self, target: str) -> Outcome:
        """Link to a peer and say Hello; return how it answers. Raise `PlongError`."""
        self._friend, self._is_finder = target, True
        self._answer = asyncio.get_running_loop().create_future()
        outcome: Outcome = "away"
        try:
            direct = (await self._session.change_link(target)).get("Direct") is True
            await self.say(target, Hello())
            outcome = "welcome" if direct else await self._answer
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
        await self.say(target, Welcome())

    async def bye(self, target: str) -> None:
        """Leave a peer on purpose. Raise `PlongError`."""
        if self._friend == target:
            self._friend = None
        await self.say(target, Bye())

    async def bye_friend(self) -> None:
        """Leave whom we talk with, if with anybody. Raise `PlongError`."""
        if self._friend is not None:
            await self.bye(self._friend)

    def receive(self, sender: str, message: Greeting | Ping | Pong) -> None:
        """Take a message; never waits."""
        match message:
            case Ping(number):
                self.reply(sender, Pong(number))
            case Pong(number):
                self._echoes.arrive(sender, number)
            case Hello():
                self._take_hello(sender)
            case _:
                self._take_greeting(sender, message)

    def noticed(self, sender: str) -> None:
        """Learn that a peer speaks with us as this page says, or has linked back."""
        if sender == self._friend:
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
            self.reply(self._friend, Hello())

    def _take_hello(self, sender: str) -> None:
        if self._visitor is not None and not self._visitor.done():
            self._friend, self._is_finder = sender, False
            self._visitor.set_result(sender)
        elif self._friend == sender:
            self.reply(sender, Welcome())
        elif self._friend is not None and not self._is_friend_gone:
            self.reply(sender, Busy())
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
        self._friend = None
        self._publish(events.Bye(peer))

    def _resolve(self, outcome: Outcome) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(outcome)
