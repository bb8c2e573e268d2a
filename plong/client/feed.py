"""One stream of events for several listeners."""

from collections.abc import AsyncIterator
from typing import Final, Generic
from weakref import WeakSet

from plong.client.mailbox import Item, Mailbox
from plong.client.wire.errors import PlongError

_MOST_UNREAD: Final = 4096


def _weigh(_item: object) -> int:
    return 1


class Feed(Generic[Item]):
    """Gives every listener each event from when it began to listen."""

    def __init__(self) -> None:
        # Weak: whoever leaves its loop need not say so.
        self._listeners: WeakSet[Mailbox[Item]] = WeakSet()
        self._is_ended = False

    def listen(self) -> AsyncIterator[Item]:
        """Return the events from now on; they end with the feed.

        A listener that leaves 4 096 events unread meets a `PlongError` behind them: ``unread``.
        """
        listener: Mailbox[Item] = Mailbox(_MOST_UNREAD, _weigh)
        if self._is_ended:
            listener.end(None)
        self._listeners.add(listener)
        return listener

    def publish(self, event: Item) -> None:
        """Give an event to every listener."""
        for listener in list(self._listeners):
            if not listener.put(event):
                sentence = f"More than {_MOST_UNREAD} events were not read."
                listener.end(PlongError("unread", sentence))
                self._listeners.discard(listener)

    def end(self) -> None:
        """Let every listener end behind its last event."""
        self._is_ended = True
        for listener in list(self._listeners):
            listener.end(None)
