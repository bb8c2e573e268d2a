"""A peer's connection to the server, made anew whenever it breaks."""

import asyncio
import time
from collections.abc import Mapping
from typing import Literal

from plong.client.hearing import Hearing
from plong.client.listener import Listener
from plong.client.questions import Question, Questions
from plong.client.redial import Redial
from plong.client.socket import Socket
from plong.client.wire.address import Address
from plong.client.wire.content import Payload
from plong.client.wire.errors import PlongError
from plong.client.wire.pace import Pace

State = Literal["connected", "reconnecting", "closed"]


class Session:
    """One connection after another under the same PrivateId, and what outlives each of them."""

    def __init__(self, address: Address, private_id: str, *, reconnect: bool) -> None:
        self.private_id = private_id
        self.state: State = "reconnecting"
        self._reconnect = reconnect
        self._redial = Redial(address, private_id)
        self._questions = Questions()
        self._hearing = Hearing(self._questions)
        self._settled = asyncio.Event()
        self._error = PlongError("closed", "The connection was closed by this end.")

    async def open(self, listener: Listener, *, patient: bool) -> None:
        """Connect for the first time; with ``patient`` try until it succeeds.

        Raises:
            PlongError: ``unreachable``, ``no-such-peer``.
        """
        self._listener = listener
        self._use(await self._redial.first(listener.reconnecting, patient=patient))
        self._task = asyncio.create_task(self._run())

    @property
    def public_id(self) -> str:
        """Our PublicId."""
        return self._socket.welcome.public_id

    @property
    def address(self) -> str | None:
        """Where others knock; None: this server has no PING."""
        return self._socket.welcome.address

    @property
    def limits(self) -> Mapping[str, int]:
        """What this server allows, as its welcome said."""
        return self._socket.welcome.limits

    @property
    def link(self) -> str | None:
        """The peer that messages go to, kept over a break."""
        return self._hearing.link

    def is_linked_to(self, target: str) -> bool:
        """Tell whether a message that is written now goes to ``target``."""
        return self._hearing.is_linked_to(target)

    async def wait_until_connected(self) -> None:
        """Return when there is a connection. Raise `PlongError`: there will be none."""
        while not self._settled.is_set():
            await self._settled.wait()
        self.check_open()

    def check_open(self) -> None:
        """Raise `PlongError`: the session is over."""
        if self.state == "closed":
            raise self._error

    async def write(self, payload: Payload) -> bool:
        """Hand a message to the network; return False if the connection has ended."""
        if await self._socket.write(payload):
            return True
        if self.state == "connected":  # it has ended, and is only not read to its end yet
            self._settled.clear()
        return False

    async def ask(self, question: Question) -> None:
        """Ask, now and after each break until there is an answer. Raise `PlongError`."""
        await self.wait_until_connected()
        self._questions.add(question)
        await self.write(question.text)

    def put_off(self, seconds: float) -> None:
        """Learn that the server asks us to come back so late."""
        self._redial.put_off(seconds)

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

    async def _run(self) -> None:
        try:
            while True:
                await self._hearing.read(self._socket, self._listener)
                await self._restore(await self._replace())
        except PlongError as error:
            self._end(error)
        finally:
            self._end(PlongError("closed", "The client failed; this is a mistake in Plong."))
            await self._socket.close()

    async def _replace(self) -> Socket:
        if (error := self._socket.final_error) is not None:
            raise error
        if not self._reconnect:
            raise PlongError("connection-lost", "The connection to the server broke.")
        self._settled.clear()
        self.state = "reconnecting"
        self._hearing.forget_connection()
        self._listener.disconnected()
        return await self._redial.again(self._listener.reconnecting)

    async def _restore(self, socket: Socket) -> None:
        for question in self._questions.ask_again(self.link):
            await socket.write(question.text)
        self._use(socket)
        self._listener.reconnected()

    def _use(self, socket: Socket) -> None:
        self._socket = socket
        self.pace = Pace(socket.welcome.limits, time.monotonic())
        self.state = "connected"
        self._settled.set()

    def _end(self, error: PlongError | None) -> None:
        if self.state == "closed":
            return
        self.state, self._error = "closed", error or self._error
        self._settled.set()
        self._questions.fail(self._error)
        self._listener.ended(error)
