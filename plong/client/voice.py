"""How the control messages of docs/wire/files.md are said."""

from contextlib import suppress
from typing import Final

from plong import __version__
from plong.client.mailbox import Mailbox
from plong.client.outbox import Outbox
from plong.client.wire.control import Control, Hello, Welcome
from plong.client.wire.control_text import write_control
from plong.client.wire.errors import PlongError

_CLIENT: Final = f"plong.client/{__version__}"
_MOST_REPLIES: Final = 256
"""Replies that wait to be sent; a stranger who asks faster gets none."""


class Voice:
    """Says what we want over the link, and answers others without moving it."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._replies: Mailbox[tuple[str, Control]] = Mailbox(_MOST_REPLIES, lambda _: 1)

    async def say(self, target: str, message: Control) -> None:
        """Send a message, after linking. Raise `PlongError`."""
        await self._outbox.send(target, write_control(message, _CLIENT))

    async def whisper(self, target: str, message: Control) -> None:
        """Send a message, and leave the link where it is. Raise `PlongError`."""
        await self._outbox.whisper(target, write_control(message))

    async def answer(self, target: str, message: Control) -> None:
        """Whisper to who asks again if this is lost. Raise `PlongError`."""
        try:
            await self.whisper(target, message)
        except PlongError as error:
            if error.code != "not-connected":
                raise

    def reply(self, target: str, message: Control) -> None:
        """Send a message soon, if it can be sent: for who must not wait."""
        self._replies.put((target, message))

    async def run(self) -> None:
        """Send replies until cancelled."""
        async for target, message in self._replies:
            with suppress(PlongError):  # who asked may not be there any more
                await self._deliver(target, message)

    async def _deliver(self, target: str, message: Control) -> None:
        if isinstance(message, Hello | Welcome):  # these say that we are linked
            await self.say(target, message)
        else:
            await self.whisper(target, message)
