"""A peer's line to the server, made anew whenever it breaks."""

import asyncio
import random
import time
from collections.abc import Mapping
from typing import Final, Literal, Protocol

from plong.client.questions import Fields, Question, Questions
from plong.client.socket import Socket
from plong.client.wire.address import Address
from plong.client.wire.backoff import delay
from plong.client.wire.content import Payload, check_size, split_head
from plong.client.wire.errors import PlongError
from plong.client.wire.pace import Pace
from plong.client.wire.words import (
    ESC,
    Answer,
    Complaint,
    Notice,
    Refusal,
    Restart,
    Words,
    read_words,
)

_A_TURN: Final = 256
"""Messages after which others get their turn, however many have come at once."""

State = Literal["connected", "reconnecting", "closed"]


class Listener(Protocol):
    """Who is told what a session hears. Nothing here may wait."""

    def received(self, sender: str, payload: str | bytes, *, direct: bool) -> None:
        """Take a message from another peer."""

    def heard(self, words: Notice | Restart | Complaint) -> None:
        """Take what the server said unasked."""

    def disconnected(self) -> None:
        """Learn that the connection broke."""

    def reconnecting(self, attempt: int, wait: float) -> None:
        """Learn that there will be an attempt, counted from 1, after so many seconds."""

    def reconnected(self) -> None:
        """Learn that the connection is there again."""

    def ended(self, error: PlongError | None) -> None:
        """Learn that the session is over, by ourselves if there is no error."""


class Session:
    """Sends, asks and reads over one connection at a time, all under the same PrivateId.

    What is sent or asked during a break waits for its end.
    """

    def __init__(
        self, address: Address, private_id: str, listener: Listener, *, reconnect: bool
    ) -> None:
        self._address = address
        self.private_id = private_id
        self._listener = listener
        self._reconnect = reconnect
        self.state: State = "reconnecting"
        self.link: str | None = None
        """The peer that messages go to, kept over a break."""
        self._remote: str | None = None
        """The link of this very connection: who direct messages come from."""
        self._questions = Questions()
        self._settled = asyncio.Event()
        self._turn = asyncio.Lock()
        self._error = PlongError("closed", "The connection was closed by this end.")
        self._restart_in = 0.0

    async def open(self, *, patient: bool) -> None:
        """Connect for the first time; with ``patient`` try until it succeeds.

        Raises:
            PlongError: ``unreachable``, ``no-such-peer``.
        """
        try:
            self._use(await Socket.open(self._address, self.private_id))
        except PlongError as error:
            if not patient or error.code != "unreachable":
                raise
            self._use(await self._come_back())
        self._task = asyncio.create_task(self._run())

    @property
    def public_id(self) -> str:
        """Our PublicId."""
        return self._socket.welcome.public_id

    @property
    def limits(self) -> Mapping[str, int]:
        """What this server allows, as its welcome said."""
        return self._socket.welcome.limits

    def is_linked_to(self, target: str) -> bool:
        """Tell whether a message that is written now goes to ``target``."""
        return self._remote == target and not self._questions.is_linking

    async def send(self, target: str, payload: Payload) -> None:
        """Hand a message for ``target`` to the network, after linking to it. Raise `PlongError`."""
        size = check_size(payload, self.limits)
        async with self._turn:
            await asyncio.sleep(self._pace.spend(size, time.monotonic()))
            while not (self.is_linked_to(target) and await self._write(payload)):
                await self._wait_until_connected()
                # Not sent behind chlink at once: if that is refused, the old link stays, and
                # the message would reach somebody else.
                if not self.is_linked_to(target):
                    await self.ask("chlink", target)

    async def change_link(self, target: str) -> Fields:
        """Link behind all that is being sent; return the answer. Raise `PlongError`."""
        async with self._turn:
            return await self.ask("chlink", target)

    async def ask(self, verb: str, argument: str = "") -> Fields:
        """Give a command; return its answer, over any number of breaks. Raise `PlongError`."""
        await self._wait_until_connected()
        question = Question(verb, argument)
        self._questions.add(question)
        await self._write(question.text)
        return await question.answer

    async def close(self) -> None:
        """End the session; what waits fails with ``closed``."""
        self._end(None)
        self._task.cancel()
        await asyncio.wait([self._task])
        if not self._task.cancelled():
            self._task.result()

    def fail(self, error: PlongError) -> None:
        """End the session with an error."""
        self._end(error)
        self._task.cancel()

    async def _write(self, payload: Payload) -> bool:
        if await self._socket.write(payload):
            return True
        if self.state == "connected":  # it has ended, and is only not read to its end yet
            self._settled.clear()
        return False

    async def _wait_until_connected(self) -> None:
        while not self._settled.is_set():
            await self._settled.wait()
        if self.state == "closed":
            raise self._error

    async def _run(self) -> None:
        try:
            while True:
                await self._read()
                await self._restore(await self._replace())
        except PlongError as error:
            self._end(error)
        finally:
            self._end(PlongError("closed", "The client failed; this is a mistake in Plong."))
            await self._socket.close()

    async def _read(self) -> None:
        count = 0
        async for payload in self._socket:
            count += 1
            if count % _A_TURN == 0:  # else who listens could not read as fast as we publish
                await asyncio.sleep(0)
            if isinstance(payload, str) and payload.startswith(ESC):
                self._hear(read_words(payload))
            else:
                self._receive(payload)

    def _receive(self, payload: str | bytes) -> None:
        sender, content = split_head(payload)
        if sender is not None:
            self._listener.received(sender, content, direct=False)
        elif self._remote is not None:
            self._listener.received(self._remote, content, direct=True)

    def _hear(self, words: Words | None) -> None:
        match words:
            case Answer() | Refusal():
                self._learn(words)
            case Notice() | Complaint():
                self._listener.heard(words)
            case Restart(reconnect_in):
                self._restart_in = reconnect_in
                self._listener.heard(words)

    def _learn(self, words: Answer | Refusal) -> None:
        if words.verb == "chlink":
            self._relink(words)
        self._questions.resolve(words)

    def _relink(self, words: Answer | Refusal) -> None:
        if isinstance(words, Answer):
            # From this place in the stream on, direct messages are from the new link.
            self._remote = self.link = str(words.fields["Remote"])
        elif self._remote is None and self.link is not None:
            # The link of before a break: its peer was removed meanwhile.
            self._listener.heard(Notice("gone", self.link))
            self.link = None

    async def _replace(self) -> Socket:
        if (error := self._socket.final_error) is not None:
            raise error
        if not self._reconnect:
            raise PlongError("connection-lost", "The connection to the server broke.")
        self._settled.clear()
        self.state, self._remote = "reconnecting", None
        self._listener.disconnected()
        return await self._come_back()

    async def _come_back(self) -> Socket:
        attempt = 0
        while True:
            wait = self._restart_in + delay(attempt, random.uniform)
            attempt, self._restart_in = attempt + 1, 0.0
            self._listener.reconnecting(attempt, wait)
            await asyncio.sleep(wait)
            try:
                return await Socket.open(self._address, self.private_id)
            except PlongError as error:
                if error.code != "unreachable":
                    raise

    async def _restore(self, socket: Socket) -> None:
        for question in self._questions.ask_again(self.link):
            await socket.write(question.text)
        self._use(socket)
        self._listener.reconnected()

    def _use(self, socket: Socket) -> None:
        self._socket = socket
        self._pace = Pace(socket.welcome.limits, time.monotonic())
        self.state = "connected"
        self._settled.set()

    def _end(self, error: PlongError | None) -> None:
        if self.state == "closed":
            return
        self.state, self._error = "closed", error or self._error
        self._settled.set()
        self._questions.fail(self._error)
        self._listener.ended(error)
