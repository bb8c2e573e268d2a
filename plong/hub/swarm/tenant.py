"""A node of LCDP that is lent to one browser, or to one connection of a peer.

It has a key and a UDP socket of its own, so that what one hears never reaches another.
docs/wire/lcdp.md.
"""

import asyncio
from collections.abc import Callable
from typing import Final, Protocol

from plong.hub.swarm.pending import PendingForwards
from plong.hub.swarm.sender import Sender
from plong.lcdp.runner import Runner
from plong.protocol.lcdp.bridge import write_not_forwarded, write_received, write_your_key
from plong.protocol.lcdp.errors import NotSent
from plong.protocol.lcdp.events import Event, Received
from plong.protocol.lcdp.framing import read_frame
from plong.protocol.lcdp.models import Forward, Message
from plong.protocol.lcdp.writing import write

LOOK_EVERY: Final = 0.5
"""Seconds until those are looked for again for whom something waits."""
MAX_FORWARDS: Final = 32
"""Of one frame."""
SEALING_EFFORT: Final = 16
"""Messages whose handling takes as long as encrypting one."""
QUESTION_EFFORT: Final = 2
"""Likewise as reading and answering a question."""


class TenantListener(Protocol):
    """Who has the browser's socket."""

    def said(self, text: bytes) -> None:
        """Take one frame for the browser: one JSON array."""


class _Nobody:
    """The listener of a tenant that is closed: without it, each would wait for the collector."""

    def said(self, text: bytes) -> None:
        """Tell nobody."""


class Tenant:
    """A browser's node, until it is closed.

    Args:
        key: the node's, 32 bytes.
        run: lets the node run, whose `Choices.hears_all` is set; is given what hears of it.
        listener: hears the key first of all, before this returns.
        now: returns seconds of the clock that the node goes by.
        closed: is called once, when it is closed.

    Raises:
        OSError: there is no socket for it.
    """

    def __init__(
        self,
        key: bytes,
        run: Callable[[Callable[[Event], None]], Runner],
        listener: TenantListener,
        now: Callable[[], float],
        closed: Callable[[], None] = lambda: None,
    ) -> None:
        self.key: Final = key
        self._listener: TenantListener = listener
        self._now = now
        self._closed: Callable[[], None] | None = closed
        self._pending = PendingForwards()
        self._timer: asyncio.TimerHandle | None = None
        self._runner = run(self._hear)
        self._sender = Sender(key, self._runner, now)
        listener.said(write_your_key(key))

    @property
    def port(self) -> int:
        """Return the UDP port of its socket."""
        return self._runner.socket.port

    def receive(self, text: bytes) -> int | None:
        """Do what a frame of the browser says, until it is closed; nothing is raised.

        Returns:
            how many messages more it is worth than one that costs nothing to speak of; None: it
            is no array of messages, and nothing was done.
        """
        messages = read_frame(text) if self._closed is not None else ()
        if messages is None:
            return None
        forwards = [message for message in messages if isinstance(message, Forward)]
        for number, forward in enumerate(forwards):
            self._try(forward, number)
        questions: list[Message] = [one for one in messages if not isinstance(one, Forward)]
        self._answer(questions)
        return QUESTION_EFFORT * len(questions) + sum(
            1 if one.to_key is None else SEALING_EFFORT for one in forwards[:MAX_FORWARDS]
        )

    def pause(self) -> None:
        """Hear nothing: what comes meanwhile waits with the system, as far as it has room."""
        self._runner.socket.pause()

    def resume(self) -> None:
        """Hear again."""
        self._runner.socket.resume()

    def close(self) -> None:
        """End it, if that was not done before; what waits is lost."""
        closed, self._closed = self._closed, None
        if closed is None:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._runner.close()
        self._listener = _Nobody()
        closed()

    # From the browser

    def _answer(self, questions: list[Message]) -> None:
        answers = self._runner.node.answer(questions)
        if answers:
            self._listener.said(write(answers))

    def _try(self, forward: Forward, number: int = 0) -> None:
        try:
            self._forward(forward, number)
        except NotSent as refusal:
            self._refuse(forward, refusal.reason)

    def _forward(self, forward: Forward, number: int) -> None:
        if number >= MAX_FORWARDS:
            raise NotSent(f"A frame may have {MAX_FORWARDS} Forwards.")
        if forward.to_key is None:
            self._sender.say(forward)
        elif self._sender.knows(forward.to_key):
            self._sender.tell(forward.to_key, forward)
        else:
            self._wait(forward.to_key, forward)

    def _refuse(self, forward: Forward, reason: str) -> None:
        self._listener.said(write_not_forwarded(forward, reason))

    # What waits until its receiver is found

    def _wait(self, key: bytes, forward: Forward) -> None:
        self._pending.add(key, forward, self._now())
        self._sender.search(key)
        if self._timer is None:
            self._look_later()

    def _look_later(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(LOOK_EVERY, self._look)

    def _look(self) -> None:
        self._timer = None
        self._deliver()
        for forward in self._pending.take_overdue(self._now()):
            self._refuse(forward, "Nobody was found who has this key.")
        for key in self._pending.keys:
            self._sender.search(key)
        if self._pending:
            self._look_later()

    def _deliver(self) -> None:
        for key in filter(self._sender.knows, self._pending.keys):
            for forward in self._pending.take(key):
                self._try(forward)

    # From the network

    def _hear(self, event: Event) -> None:
        if isinstance(event, Received):
            self._listener.said(write_received(event))
        if self._pending:
            self._deliver()
