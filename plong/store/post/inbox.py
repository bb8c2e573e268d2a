"""The contract of who knocked, and what was fetched."""

import abc
from collections.abc import Collection, Sequence
from typing import Final

from plong.protocol.ping.models import Incoming
from plong.protocol.ping.states import ReceiverEvent
from plong.store.post.names import Arrival, IncomingKey, Owed, Page, Pulled
from plong.store.post.room import Limits

MOST_ORIGINS: Final = 16
"""Pings of one id that `Inbox.named` returns."""


class Inbox(abc.ABC):
    """The inboxes of all owners; see `plong.store.post.base.Post` for what holds everywhere."""

    @abc.abstractmethod
    async def add(self, row: Incoming, limits: Limits, mask_id: str | None = None) -> Arrival:
        """Store a knock, once: the same (owner, origin, ping_id) again changes nothing.

        Args:
            row: the knock as it came, not pulled.
            limits: what inboxes may hold, this knock included.
            mask_id: the mask it came to. In the same step it must be open at ``received_at``, and
                is used from then on. What it has let in already is `Arrival.KNOWN` ever after.

        Raises:
            InboxFull: the limits do not allow it, and it is not known.
            NoSuchPeer: the owner is not there.
        """

    @abc.abstractmethod
    async def get(self, key: IncomingKey) -> Incoming:
        """Return a ping; its content is None if there is none (any more). Raise `NoSuchPing`."""

    @abc.abstractmethod
    async def named(self, owner: str, ping_id: str) -> Sequence[Incoming]:
        """Return the pings of this id, in whatever state, the first that came first.

        It is one or none unless strangers share or guess ids. At most `MOST_ORIGINS`, so that
        nobody can fill an answer: whoever comes too late can still be named with its origin.
        """

    @abc.abstractmethod
    async def page(self, owner: str, after: int, limit: int) -> Page:
        """Return open pings in the order of arrival.

        Who begins with 0 and goes on with each page's cursor meets every ping once that is open
        all the while, also those that come meanwhile. The last page's cursor may be kept to ask
        for what is new: a cursor stays valid for ever.

        Args:
            owner: whose inbox.
            after: 0, or a page's cursor.
            limit: most rows on the page.
        """

    @abc.abstractmethod
    async def move(
        self, key: IncomingKey, event: ReceiverEvent, now: float, pulled: Pulled | None = None
    ) -> Incoming:
        """Let an event happen to a ping: read, decide by `advance_receiver`, write, as one step.

        Return all of it as it is then, its content included.

        Args:
            key: the ping.
            event: with `ReceiverEvent.PULL` comes what was pulled. It is stored in this step,
                and owed to the sender from then on; of two pulls at once the first is stored.
            now: epoch seconds.
            pulled: the content.

        Raises:
            InboxFull: the limits do not allow this content; nothing has changed.
            NoSuchPing: there is none (any more), or it is ignored.
            AlreadyAcknowledged, Gone: `advance_receiver` refuses; nothing has changed.
        """

    @abc.abstractmethod
    async def unacknowledged(
        self, now: float, limit: int, busy: Collection[IncomingKey], per_owner: int
    ) -> Sequence[Owed]:
        """Return whose senders to tell of the pull now, in turns as `Outbox.due` does."""

    @abc.abstractmethod
    async def next_owed_at(self, now: float) -> float | None:
        """Return when, after ``now``, another acknowledgement will be due; None: after a pull."""

    @abc.abstractmethod
    async def ack_tried(self, key: IncomingKey, next_try_at: float | None) -> None:
        """Note that telling the sender failed, and when to try again (None: never).

        Where nothing is owed any more, nothing happens.
        """
