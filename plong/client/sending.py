"""The sender's side of one transfer, as a task."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from plong.client.sources import Source
from plong.client.wire.actions import Compare, Conclude, Ended, Read, Rest, Say, Wait
from plong.client.wire.chunk import HEAD, write_head
from plong.client.wire.content import Payload
from plong.client.wire.control import End, Offer, Transferring
from plong.client.wire.control_text import write_control
from plong.client.wire.errors import PlongError
from plong.client.wire.failure import TransferFailure
from plong.client.wire.outgoing import Outgoing

_REST: Final = 2.0
"""Seconds until an offer is made again to who was away, if nothing says earlier that it is back."""

Send = Callable[[Payload], Awaitable[None]]


class Sending:
    """Does what `Outgoing` says with a source and a link."""

    def __init__(
        self,
        offer: Offer,
        source: Source,
        send: Send,
        chunk: int,
        progress: Callable[[int], None],
    ) -> None:
        self.state = Outgoing(offer, chunk)
        self.sha256: str | None = None
        """The hash of the whole, once all of it was sent."""
        self._id = offer.id
        self._source = source
        self._send = send
        self._progress = progress
        self._news = asyncio.Event()
        self._error: PlongError | None = None

    def wake(self) -> None:
        """Look at the state again: it was told something."""
        self._news.set()

    def receive(self, message: Transferring) -> None:
        """Take a message of the receiver."""
        self.state.receive(message)
        self._source.forget(self.state.acknowledged)
        self._progress(self.state.acknowledged)
        self.wake()

    def break_off(self) -> None:
        """Learn that messages were lost."""
        self.state.break_off()
        self.wake()

    def go_on(self) -> None:
        """Learn that messages arrive again."""
        self.state.offer_again()
        self.wake()

    def fail(self, error: PlongError) -> None:
        """End with an error of the link."""
        self._error = error
        self.wake()

    async def run(self) -> None:
        """Return when the receiver has it all. Raise `PlongError` with a Reason, or the link's."""
        try:
            while not isinstance(action := self.state.act(), Ended):
                await self._do(action)
                if self._error is not None:
                    raise self._error
        finally:
            self._source.close()
        if action.reason is not None:
            raise PlongError(action.reason, f"The transfer ended: {action.reason}.")

    async def _do(self, action: Say | Compare | Read | Conclude | Rest | Wait) -> None:
        match action:
            case Say(message):
                await self._send(write_control(message))
            case Rest():
                await self._rest()
            case Wait():
                self._news.clear()
                await self._news.wait()
            case _:
                await self._work(action)

    async def _rest(self) -> None:
        self._news.clear()
        try:
            async with asyncio.timeout(_REST):
                await self._news.wait()
        except TimeoutError:
            self.state.offer_again()

    async def _work(self, action: Compare | Read | Conclude) -> None:
        try:
            match action:
                case Compare(start, sha256):
                    await self._compare(start, sha256)
                case Read(offset, length):
                    await self._pass_on(offset, length)
                case Conclude(size):
                    self.sha256 = await self._source.finish()
                    if self.state.conclude():
                        await self._send(write_control(End(self._id, size, self.sha256)))
        except TransferFailure as failure:
            self.state.cancel(str(failure))

    async def _compare(self, start: int, sha256: str | None) -> None:
        digest = await self._source.resume(start)
        equal = start == 0 or digest == sha256
        if not equal:
            await self._source.resume(0)
        self.state.compared(equal=equal)

    async def _pass_on(self, offset: int, length: int) -> None:
        message = await self._source.read(offset, length)
        write_head(message, self._id, offset)
        self.state.sent(len(message) - HEAD)
        await self._send(message)
