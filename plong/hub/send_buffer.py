"""Send buffers: bounded by holding those who fill them, written once per event-loop turn."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

from plong.hub.buffer_memory import Share
from plong.hub.flow import Flow
from plong.hub.wire import Held, Item, Wire

_MESSAGE: Final = 128
"""Bytes of a waiting message's objects, whatever its length."""
_MESSAGES: Final = 32
"""Messages that are added to a busy wire's before they are counted in the share."""
_BYTES: Final = 4096
"""Likewise bytes."""


class SendBuffer:
    """Messages that wait for one connection.

    Full means: ``max_messages`` or ``max_bytes`` wait, those counted that the wire took but could
    not write yet. Whoever adds to a full buffer is held until it drained below half; if that
    takes longer than the slow timeout, ``give_up`` is called.

    While the wire is busy, ``share`` is told what waits.
    """

    __slots__ = (
        "_bytes",
        "_emptied",
        "_flow",
        "_flying",
        "_flying_bytes",
        "_give_up",
        "_held",
        "_mark",
        "_mark_bytes",
        "_own",
        "_own_bytes",
        "_paused",
        "_room",
        "_room_bytes",
        "_share",
        "_timer",
        "_waiting",
        "_weight",
        "_wire",
        "sent",
    )

    def __init__(self, flow: Flow, wire: Wire, give_up: Callable[[], None], share: Share) -> None:
        self._flow = flow
        self._wire = wire
        self._give_up = give_up
        self._share = share
        self._weight = 0
        self.sent = 0
        """Messages that the wire has taken, the server's own words among them."""
        self._waiting: list[Item] = []
        self._bytes = 0
        self._own = 0
        self._own_bytes = 0
        self._flying: Sequence[Held | None] = ()
        self._flying_bytes = 0
        self._room = self._mark = flow.max_messages
        self._room_bytes = self._mark_bytes = flow.max_bytes
        self._paused = False
        self._held: dict[Held, None] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._emptied: Callable[[], None] | None = None

    @property
    def full(self) -> bool:
        """Whether those who add to it are held."""
        return len(self._waiting) >= self._room or self._bytes >= self._room_bytes

    @property
    def stalled(self) -> bool:
        """Whether somebody is held because of it; the slow timer runs."""
        return self._timer is not None

    @property
    def waiting(self) -> int:
        """Messages that wait, those included that the wire took but could not write yet."""
        return len(self._waiting) + len(self._flying)

    @property
    def waiting_bytes(self) -> int:
        """Their bytes."""
        return self._bytes + self._flying_bytes

    def put(self, kind: int, payload: bytes, sender: Held) -> None:
        """Add a message of ``sender``, who will hear if it is lost. It is always taken."""
        # The hot path: every relayed message passes here, so nothing is called that need not be.
        waiting = self._waiting
        if not waiting:
            self._flow.flush_soon(self)
        waiting.append((kind, payload, sender))
        self._bytes += len(payload)
        if len(waiting) >= self._mark or self._bytes >= self._mark_bytes:
            self._crowd(sender)

    def say(self, kind: int, payload: bytes, cause: Held) -> None:
        """Add the server's own words; ``cause`` is held if they are too many."""
        if not self._waiting:
            self._flow.flush_soon(self)
        self._waiting.append((kind, payload, None))
        self._bytes += len(payload)
        self._own += 1
        self._own_bytes += len(payload)
        if len(self._waiting) >= self._mark or self._bytes >= self._mark_bytes:
            self._crowd(cause)

    def _crowd(self, sender: Held) -> None:
        self.flush()  # many messages in one turn are no slowness
        self._weigh()
        if self.full and sender not in self._held:
            self._held[sender] = None
            sender.hold()
            self._timer = self._timer or self._flow.when_slow(self._give_up)

    def flush(self) -> None:
        """Hand what waits to the wire, unless the wire is busy."""
        if self._paused or not self._waiting:
            return
        items, self._waiting = self._waiting, []
        size, self._bytes = self._bytes, 0
        self.sent += len(items)
        tally = self._flow.tally
        tally.relayed_messages += len(items) - self._own
        tally.relayed_bytes += size - self._own_bytes
        self._own = self._own_bytes = 0
        self._wire.write(items)
        if self._paused:
            self._keep_count(items, size)

    def _keep_count(self, items: Sequence[Item], size: int) -> None:
        self._flying = [sender for _, _, sender in items]
        self._flying_bytes = size
        self.refit()

    def refit(self) -> None:
        """Go by the bounds that the flow has now."""
        self._room = self._flow.max_messages - len(self._flying)
        self._room_bytes = self._flow.max_bytes - self._flying_bytes
        self._weigh()

    def _weigh(self) -> None:
        """Tell the share what waits; who adds some more comes by here again."""
        self._mark, self._mark_bytes, weight = self._room, self._room_bytes, 0
        if self._paused:
            count = len(self._waiting)
            self._mark = min(self._mark, count + _MESSAGES)
            self._mark_bytes = min(self._mark_bytes, self._bytes + _BYTES)
            weight = self.waiting_bytes + count * _MESSAGE
        if weight != self._weight:
            self._share.change(weight - self._weight)
            self._weight = weight

    def pause(self) -> None:
        """Hear from the wire that what it took is not written yet."""
        self._paused = True
        self._mark = 0  # the next message is counted

    def resume(self) -> None:
        """Hear from the wire that all it took is written."""
        self._paused = False
        self._keep_count((), 0)
        self.flush()
        if self._is_below_half():
            self._release()
        self._check_empty()

    def when_empty(self, then: Callable[[], None]) -> None:
        """Call ``then`` once, as soon as the wire has written all that waits."""
        self._emptied = then
        self.flush()
        self._check_empty()

    def _check_empty(self) -> None:
        if self._emptied is not None and not self._waiting and not self._paused:
            then, self._emptied = self._emptied, None
            then()

    def _is_below_half(self) -> bool:
        is_short = self.waiting * 2 <= self._flow.max_messages
        return is_short and self.waiting_bytes * 2 <= self._flow.max_bytes

    def _release(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        held, self._held = deque(self._held), {}
        held.rotate(-1)  # who is released first may fill the buffer again: each has its turn
        for sender in held:
            sender.release()

    def discard(self) -> None:
        """Empty the buffer for good; the sender of each message that was not written hears so."""
        unwritten = [*self._flying, *(sender for _, _, sender in self._waiting)]
        self._waiting = []
        self._bytes = self._own = self._own_bytes = 0
        self._emptied = None
        self._give_up = _have_given_up
        flying = self._flying_bytes
        self._keep_count((), 0)
        self._share.change(flying)  # the wire has it still
        self._weight += flying
        for sender in unwritten:
            if sender is not None:
                sender.lost()
        self._release()  # what those senders say next comes behind


def _have_given_up() -> None:
    """Do nothing more: what has ended refers to nobody, so that nobody waits for the collector."""
