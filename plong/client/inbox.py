"""What waits for the program: messages and events."""

from typing import Final

from plong.client import events
from plong.client.feed import Feed
from plong.client.mailbox import Mailbox
from plong.client.message import Message
from plong.client.wire.errors import PlongError

_MOST_UNREAD: Final = 16 << 20
"""Bytes of messages that a program may leave unread."""
_MESSAGE: Final = 100
"""Bytes that a message counts for beside what it says: many may be empty."""


def _weigh(message: Message) -> int:
    return len(message.payload) + _MESSAGE


class Inbox:
    """The messages and the events of one connection."""

    def __init__(self) -> None:
        self.messages: Mailbox[Message] = Mailbox(_MOST_UNREAD, _weigh)
        self.feed: Feed[events.Event] = Feed()

    def put(self, message: Message) -> None:
        """Add a message. Raise `PlongError`: ``unread``, there is no room for it."""
        if not self.messages.put(message):
            raise PlongError("unread", f"More than {_MOST_UNREAD} bytes of messages were not read.")

    def end(self, error: PlongError | None) -> None:
        """Let readers end behind what came, with this error if there is one."""
        self.messages.end(error)
        self.feed.publish(events.Closed(error))
        self.feed.end()
