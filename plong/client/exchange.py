"""Where what is sent and what comes in go their ways."""

import asyncio
from pathlib import Path
from typing import Final

from plong.client import events
from plong.client.conversation import Conversation
from plong.client.feed import Feed
from plong.client.mailbox import Mailbox
from plong.client.message import Message
from plong.client.peer import Peer
from plong.client.session import Session
from plong.client.transfer import OutStream, Progress, Transfer
from plong.client.transfers import Transfers
from plong.client.wire.address import Address
from plong.client.wire.chunk import chunk_size
from plong.client.wire.content import Payload, encode
from plong.client.wire.control import Busy, Bye, Hello, Ping, Pong, Welcome
from plong.client.wire.control_text import FS, read_control
from plong.client.wire.errors import PlongError
from plong.client.wire.words import Complaint, Notice, Restart

_MOST_UNREAD: Final = 16 << 20
"""Bytes of messages that a program may leave unread."""
_MESSAGE: Final = 100
"""Bytes that a message counts for beside what it says: many may be empty."""


def _weigh(message: Message) -> int:
    return len(message.payload) + _MESSAGE


class Exchange:
    """Hands what the session hears to whom it concerns; it is the line of every `Peer`."""

    def __init__(self, address: Address, private_id: str, *, reconnect: bool) -> None:
        self.session = Session(address, private_id, self, reconnect=reconnect)
        self.messages: Mailbox[Message] = Mailbox(_MOST_UNREAD, _weigh)
        self.feed: Feed[events.Event] = Feed()
        self.conversation = Conversation(self.session, self.feed.publish, self.peer)
        self._transfers = Transfers(self.session.send, self.conversation.reply, self.feed.publish)

    async def open(self, *, patient: bool) -> None:
        """Connect. Raise `PlongError`."""
        await self.session.open(patient=patient)
        self._replying = asyncio.create_task(self.conversation.run())

    async def close(self) -> None:
        """End it all."""
        await self.session.close()
        self._replying.cancel()
        await asyncio.wait([self._replying])

    def peer(self, public_id: str) -> Peer:
        """Return the peer of this name."""
        return Peer(public_id, self)

    # What a peer asks for.

    async def send(self, target: str, payload: Payload) -> None:
        """Send a message, after linking."""
        await self.session.send(target, payload)

    async def tell(self, target: str, text: str) -> None:
        """Send a text; the link stays."""
        await self.session.ask("tell", f"{target} {encode(text)!s}")

    async def change_link(self, target: str) -> bool:
        """Link; return whether it is linked back."""
        return (await self.session.change_link(target)).get("Direct") is True

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

    # What the session hears.

    def received(self, sender: str, payload: str | bytes, *, direct: bool) -> None:
        """Take a message from another peer."""
        if isinstance(payload, str) and payload.startswith(FS):
            self._receive_control(sender, payload)
        elif isinstance(payload, bytes) and payload.startswith(FS.encode()):
            self.conversation.noticed(sender)
            self._transfers.receive_chunk(sender, payload)
        elif not self.messages.put(Message(self.peer(sender), payload, direct)):
            sentence = f"More than {_MOST_UNREAD} bytes of messages were not read."
            self.session.fail(PlongError("unread", sentence))

    def heard(self, words: Notice | Restart | Complaint) -> None:
        """Take what the server said unasked."""
        match words:
            case Notice():
                self._notice(words)
            case Restart(reconnect_in):
                self.feed.publish(events.Restarting(reconnect_in))
            case Complaint(error):
                if error.code == "not-connected":
                    self.conversation.lost(error)
                    self._transfers.break_off()
                self.feed.publish(events.Undelivered(error))

    def disconnected(self) -> None:
        """Learn that the connection broke."""
        self.conversation.disconnected()
        self._transfers.break_off()
        self.feed.publish(events.Disconnected())

    def reconnecting(self, attempt: int, wait: float) -> None:
        """Learn that there will be an attempt to come back."""
        self.feed.publish(events.Reconnecting(attempt, wait))

    def reconnected(self) -> None:
        """Learn that the connection is there again."""
        self.conversation.reconnected()
        self._transfers.go_on()
        self.feed.publish(events.Reconnected())

    def ended(self, error: PlongError | None) -> None:
        """Learn that the session is over."""
        reason = error or PlongError("closed", "The connection was closed.")
        self.conversation.lost(reason)
        self._transfers.fail(reason)
        self.messages.end(error)
        self.feed.publish(events.Closed(error))
        self.feed.end()

    def _receive_control(self, sender: str, text: str) -> None:
        message = read_control(text)
        if isinstance(message, Hello | Welcome | Busy | Bye | Ping | Pong):
            self.conversation.receive(sender, message)
        elif message is not None:
            self._transfers.receive(self.peer(sender), message)
        if not isinstance(message, Busy | Bye):
            self.conversation.noticed(sender)

    def _notice(self, notice: Notice) -> None:
        peer = self.peer(notice.public_id)
        match notice.kind:
            case "linked":
                self.conversation.noticed(peer.id)
                self._transfers.go_on(peer.id)
                self.feed.publish(events.Linked(peer))
            case "unlinked":
                self.feed.publish(events.Unlinked(peer))
            case "gone":
                self.conversation.lost(PlongError("not-connected", "The peer is gone."), peer.id)
                self._transfers.break_off(peer.id)
                self.feed.publish(events.Gone(peer))
