"""All that works on one connection, put together."""

import asyncio
from pathlib import Path

from plong.client.conversation import Conversation
from plong.client.inbox import Inbox
from plong.client.outbox import Outbox
from plong.client.peer import Peer
from plong.client.reception import Reception
from plong.client.session import Session
from plong.client.transfer import OutStream, Progress, Transfer
from plong.client.transfers import Transfers
from plong.client.voice import Voice
from plong.client.wire.address import Address
from plong.client.wire.chunk import chunk_size
from plong.client.wire.content import Payload, encode


class Exchange:
    """The parts of one client; it is the line of every `Peer`."""

    def __init__(self, address: Address, private_id: str, *, reconnect: bool) -> None:
        self.session = Session(address, private_id, reconnect=reconnect)
        self.inbox = Inbox()
        self.outbox = Outbox(self.session)
        self._voice = Voice(self.outbox)
        publish = self.inbox.feed.publish
        self.conversation = Conversation(self.outbox, self._voice, publish, self.peer)
        self._transfers = Transfers(
            self.outbox.send, self._voice.answer, self._voice.reply, publish
        )

    async def open(self, *, patient: bool) -> None:
        """Connect. Raise `PlongError`."""
        reception = Reception(
            self.session, self.inbox, self.conversation, self._transfers, self.peer
        )
        await self.session.open(reception, patient=patient)
        self._replying = asyncio.create_task(self._voice.run())

    async def close(self) -> None:
        """End it all."""
        await self.session.close()
        self._replying.cancel()
        await asyncio.wait([self._replying])

    def peer(self, public_id: str) -> Peer:
        """Return the peer of this name."""
        return Peer(public_id, self)

    async def send(self, target: str, payload: Payload) -> None:
        """Send a message, after linking."""
        await self.outbox.send(target, payload)

    async def tell(self, target: str, text: str) -> None:
        """Send a text; the link stays."""
        await self.outbox.ask("tell", f"{target} {encode(text)!s}", is_repeatable=False)

    async def change_link(self, target: str) -> bool:
        """Link; return whether it is linked back."""
        return (await self.outbox.change_link(target)).get("Direct") is True

    async def ping(self, target: str) -> float:
        """Return the seconds of a round trip."""
        return await self.conversation.ping(target)

    async def bye(self, target: str) -> None:
        """Leave on purpose."""
        await self.conversation.bye(target)

    def send_file(self, target: str, path: Path, progress: Progress) -> Transfer:
        """Offer a file."""
        return self._transfers.send_file(self.peer(target), path, progress, self._chunk_size)

    def open_stream(self, target: str) -> OutStream:
        """Offer a stream."""
        return self._transfers.open_stream(self.peer(target), self._chunk_size)

    @property
    def _chunk_size(self) -> int:
        return chunk_size(self.session.limits.get("MaxMessage", 1 << 20))
