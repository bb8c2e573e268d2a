"""What goes to the server: messages over the link, and commands."""

import asyncio
import time

from plong.client.questions import Fields, Question
from plong.client.session import Session
from plong.client.wire.content import Payload, check_size


class Outbox:
    """Sends one message after another; what is sent or asked during a break waits for its end."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._turn = asyncio.Lock()

    async def send(self, target: str, payload: Payload) -> None:
        """Hand a message for ``target`` to the network, after linking to it. Raise `PlongError`."""
        async with self._turn:
            await self._keep_pace(payload)
            while not await self._write_to(target, payload):
                await self._session.wait_until_connected()
                # Not sent behind chlink at once: if that is refused, the old link stays, and
                # the message would reach somebody else.
                if not self._session.is_linked_to(target):
                    await self.ask("chlink", target)

    async def whisper(self, target: str, text: str) -> None:
        """Send a text that may arrive twice, and leave the link where it is.

        Raises:
            PlongError: ``not-connected``, if that is known at once; those of `ask`.
        """
        async with self._turn:
            await self._keep_pace(text)
            if await self._write_to(target, text):
                return
        await self.ask("tell", f"{target} {text}")

    async def change_link(self, target: str) -> Fields:
        """Link behind all that is being sent; return the answer. Raise `PlongError`."""
        async with self._turn:
            return await self.ask("chlink", target)

    async def ask(self, verb: str, argument: str = "", *, is_repeatable: bool = True) -> Fields:
        """Give a command; return its answer, over any number of breaks.

        Raises:
            PlongError: ``connection-lost``, it may have been done and is not repeatable; the
                server's.
        """
        question = Question(verb, argument, is_repeatable=is_repeatable)
        await self._session.ask(question)
        return await question.answer

    async def _keep_pace(self, payload: Payload) -> None:
        size = check_size(payload, self._session.limits)
        await asyncio.sleep(self._session.pace.spend(size, time.monotonic()))

    async def _write_to(self, target: str, payload: Payload) -> bool:
        return self._session.is_linked_to(target) and await self._session.write(payload)
