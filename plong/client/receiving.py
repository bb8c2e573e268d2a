"""The receiver's side of one transfer, as a task."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from plong.client.sinks import Storage
from plong.client.wire.actions import Answer, Check, Ended, Restart, Say, Store, Wait
from plong.client.wire.chunk import Chunk
from plong.client.wire.control import Accept, Cancel, Control, Done, Offer, Transferring
from plong.client.wire.errors import PlongError
from plong.client.wire.failure import TransferFailure
from plong.client.wire.incoming import Incoming

Send = Callable[[Control], Awaitable[None]]
"""Answers the sender without moving the link; who is not there asks again."""


class Receiving:
    """Does what `Incoming` says with a storage and a link."""

    def __init__(
        self,
        offer: Offer,
        send: Send,
        reply: Callable[[Control], None],
        finish: Callable[[Control], None],
    ) -> None:
        self.state = Incoming(offer)
        self.sha256: str | None = None
        """The hash of the whole, once all of it was stored."""
        self._id = offer.id
        self._send = send
        self._reply = reply
        self._finish = finish
        self._news = asyncio.Event()
        self._result: object = None
        self._error: PlongError | None = None
        self._is_running = False

    def receive(self, message: Transferring | Chunk) -> None:
        """Take what the sender sent."""
        if isinstance(message, Chunk):
            self.state.take(message)
        else:
            self.state.receive(message)
            if isinstance(message, Cancel) and not self._is_running:
                self._finish(message)  # there is nobody else to see it
        self._news.set()

    def fail(self, error: PlongError) -> None:
        """End with an error of the link."""
        self._error = error
        self._news.set()

    def cancel(self, reason: str) -> None:
        """End it, and say so."""
        self.state.cancel(reason)
        self._news.set()

    def decline(self, reason: str) -> None:
        """Say no; to a stranger, without moving the link."""
        self.cancel(reason)
        self._finish(Cancel(self._id, reason))
        if isinstance(action := self.state.act(), Say):
            self._reply(action.message)

    async def run(self, storage: Storage, progress: Callable[[int], None]) -> object:
        """Return what the storage made of it. Raise `PlongError` with a Reason, or the link's."""
        self._is_running = True
        if self.state.ended is not None:
            raise _error(self.state.ended.reason or "cancelled")
        try:
            self.state.accept(await storage.open())
        except TransferFailure as failure:
            self.decline(str(failure))
            raise _error(str(failure)) from None
        reason: str | None = "cancelled"
        try:
            reason = await self._run(storage, progress)
        finally:
            self._finish(Done(self._id) if reason is None else Cancel(self._id, reason))
            if reason is not None:  # what is not whole may still be the beginning of it
                await (storage.discard() if self.state.is_spoiled else storage.keep())
        if reason is not None:
            raise _error(reason)
        return self._result

    async def _run(self, storage: Storage, progress: Callable[[int], None]) -> str | None:
        while not isinstance(action := self.state.act(), Ended):
            try:
                await self._do(action, storage)
            except TransferFailure as failure:
                self.state.fail(str(failure))
            if self._error is not None and self.sha256 is None:
                raise self._error
            progress(self.state.acknowledged)
        return action.reason

    async def _do(
        self, action: Say | Answer | Restart | Store | Check | Wait, storage: Storage
    ) -> None:
        match action:
            case Say(Done() as message):
                with suppress(PlongError):  # it is stored, whoever hears of it
                    await self._send(message)
            case Say(message):
                await self._send(message)
            case Answer(stored, window):
                await self._send(Accept(self._id, stored, storage.sha256(), window))
            case Wait():
                self._news.clear()
                await self._news.wait()
            case _:
                await self._work(action, storage)

    async def _work(self, action: Restart | Store | Check, storage: Storage) -> None:
        match action:
            case Restart():
                await storage.restart()
            case Store(pieces):
                await storage.store(pieces)
                self.state.stored(sum(map(len, pieces)))
            case Check(sha256):
                if equal := storage.sha256() == sha256:
                    self._result, self.sha256 = await storage.finish(), sha256
                self.state.checked(equal=equal)


def _error(reason: str) -> PlongError:
    return PlongError(reason, f"The transfer ended: {reason}.")
