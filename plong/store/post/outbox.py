"""The contract of what was sent and waits to be fetched."""

import abc
from collections.abc import Collection, Sequence

from plong.protocol.ping.models import Outgoing
from plong.protocol.ping.states import SenderEvent
from plong.store.post.names import OutgoingKey
from plong.store.post.room import Limits


class Outbox(abc.ABC):
    """The outboxes of all owners; see `plong.store.post.base.Post` for what holds everywhere."""

    @abc.abstractmethod
    async def add(self, row: Outgoing, limits: Limits, kept_for: float) -> None:
        """Store a ping that is new to its owner, with its schedule.

        Args:
            row: the ping.
            limits: what outboxes may hold, this ping included.
            kept_for: seconds that the content stays after it was acknowledged: 0 to delete it
                at once, infinity to archive it. It is not served then in either case.

        Raises:
            OutboxFull: the limits do not allow it.
            NoSuchPeer: the owner is not there.
        """

    @abc.abstractmethod
    async def get(self, key: OutgoingKey) -> Outgoing:
        """Return a ping; its content is empty if it was dropped. Raise `NoSuchPing`."""

    @abc.abstractmethod
    async def move(self, key: OutgoingKey, event: SenderEvent, now: float) -> Outgoing:
        """Let an event happen to a ping: read, decide by `advance_sender`, write, as one step.

        Return all of it as it is then. However many events come at once, each meets the state
        that the one before has left. Once the target is known to have heard, no more knocks are
        due, and the token for them is dropped; so it is when the ping expires.

        Raises:
            NoSuchPing: there is none, or none any more.
            NotPulled, Gone: `advance_sender` refuses; nothing has changed.
        """

    @abc.abstractmethod
    async def due(
        self, now: float, limit: int, busy: Collection[OutgoingKey], per_owner: int
    ) -> Sequence[Outgoing]:
        """Return whose targets to knock at now: at most ``limit``, nobody's twice.

        Owners take turns, from one call to the next as well: who has thousands waiting delays
        nobody else. Of one owner, who waits longest comes first. Whose turn it is, is not kept
        over a restart.

        Args:
            now: epoch seconds.
            limit: how many are wanted.
            busy: those that are being delivered; they are left out.
            per_owner: how many of one owner may be delivered at once, the busy ones included.
        """

    @abc.abstractmethod
    async def next_due_at(self, now: float) -> float | None:
        """Return when, after ``now``, another ping will be due; None: when one is added."""

    @abc.abstractmethod
    async def tried(self, key: OutgoingKey, next_try_at: float | None, endpoint: str) -> None:
        """Note a try in vain, and when to try again (None: never).

        If the ping was pulled meanwhile, or has ended, no try is due in any case; if it is not
        there any more, nothing happens.
        """
