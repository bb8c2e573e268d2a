"""The receiver's side of a transfer (docs/wire/files.md), without input or output."""

from enum import Enum, auto
from itertools import accumulate
from typing import Final

from plong.client.wire.actions import (
    Answer,
    Check,
    Ended,
    ReceiverAction,
    Restart,
    Say,
    Store,
    Wait,
)
from plong.client.wire.chunk import Chunk
from plong.client.wire.control import Begin, Cancel, Done, End, Got, Offer, Transferring

WINDOW: Final = 16 * 1024 * 1024
"""Bytes that we let be on their way: what 1 Gbit/s carries in an eighth of a second."""
_TELL: Final = 1024 * 1024
"""Stored bytes after which we say so: people watch a bar."""
_MOST_PIECES: Final = 1024
"""Pieces that wait to be stored before they are joined: each is more than its bytes."""


class _Phase(Enum):
    ASKED = auto()
    ACCEPTED = auto()
    CHECK = auto()
    DONE = auto()
    CANCEL = auto()
    OVER = auto()


class Incoming:
    """Says what to do next, and is told what was done and what came.

    Never holds more than the window in memory, whatever the sender does: a Begin counts only as
    the answer to an Accept, and when that is said nothing waits to be stored.
    """

    def __init__(self, offer: Offer, window: int = WINDOW) -> None:
        self._window = window
        self._id = offer.id
        self._size = offer.size
        self._phase = _Phase.ASKED
        self._reason: str | None = None
        self._stored = 0
        self._told = 0
        self._position = 0
        """Where the next chunk belongs: behind what is stored and what waits to be."""
        self._pieces: list[memoryview] = []
        self._end: End | None = None
        self._must_answer = False
        self._must_restart = False
        self._may_begin = False
        self._has_begun = False
        self._is_spoiled = False

    @property
    def acknowledged(self) -> int:
        """Bytes that are stored."""
        return self._stored

    @property
    def ended(self) -> Ended | None:
        """How it ended, if it has and the other side knows."""
        return Ended(self._reason) if self._phase is _Phase.OVER else None

    @property
    def is_spoiled(self) -> bool:
        """Whether what is stored is not what was announced: our own finding, not the sender's."""
        return self._is_spoiled

    def act(self) -> ReceiverAction:
        """Return what to do now; to be asked again after it was done."""
        match self._phase:
            case _Phase.ACCEPTED:
                return self._act_accepted()
            case _Phase.DONE:
                return self._say(Done(self._id))
            case _Phase.CANCEL:
                return self._say(Cancel(self._id, self._reason or ""))
            case _Phase.OVER:
                return Ended(self._reason)
            case _Phase.ASKED | _Phase.CHECK:
                return Wait()

    def accept(self, stored: int) -> None:
        """Say yes, with ``stored`` bytes of an earlier try."""
        if self._phase is _Phase.ASKED:
            self._phase, self._must_answer = _Phase.ACCEPTED, True
            self._stored = self._told = self._position = stored

    def cancel(self, reason: str) -> None:
        """End it, and say so; too late once all has come and is being checked."""
        if self._phase in {_Phase.ASKED, _Phase.ACCEPTED}:
            self._reason, self._phase = reason, _Phase.CANCEL
            self._is_spoiled = reason == "mismatch"

    def fail(self, reason: str) -> None:
        """Learn that what was to be done could not be."""
        if self._phase is _Phase.CHECK:
            self._phase = _Phase.ACCEPTED
        self.cancel(reason)

    def receive(self, message: Transferring) -> None:
        """Take a message of the sender."""
        match message:
            case Cancel(_, reason) if self._phase in {_Phase.ASKED, _Phase.ACCEPTED}:
                self._reason, self._phase = reason, _Phase.OVER
            case Offer() if self._phase is _Phase.ACCEPTED:
                self._must_answer, self._has_begun, self._end = True, False, None
            case Begin(_, start) if self._may_begin and start in {0, self._position}:
                self._begin(start)
            case End() if self._has_begun:
                self._end = message

    def take(self, chunk: Chunk) -> None:
        """Take a piece of the file."""
        if not self._has_begun or chunk.offset != self._position:
            return
        after = self._position + len(chunk.data)
        if self._size is not None and after > self._size:
            self.cancel("mismatch")
        elif after - self._told <= self._window:
            self._position = after
            self._pieces.append(chunk.data)
            if len(self._pieces) > _MOST_PIECES:
                self._pieces = [memoryview(b"".join(self._pieces))]

    def stored(self, length: int) -> None:
        """Count bytes that are where they belong."""
        self._stored += length

    def checked(self, *, equal: bool) -> None:
        """Learn whether the hash was right."""
        if equal:
            self._phase = _Phase.DONE
        else:
            self.fail("mismatch")

    def _begin(self, start: int) -> None:
        self._may_begin, self._has_begun = False, True
        self._must_answer = False  # an offer came meanwhile, but that Accept was late, not lost
        if start < self._position:
            self._must_restart, self._position, self._told = True, 0, 0

    def _act_accepted(self) -> ReceiverAction:
        if self._must_restart:
            self._must_restart = False
            self._stored = self._told = 0
            return Restart()
        if told := self._tell():
            return told
        return self._store() if self._pieces else self._answer() or self._finish() or Wait()

    def _store(self) -> Store:
        """Take so much that there is something to tell, and no more: the sender waits for that."""
        sizes = accumulate(map(len, self._pieces))
        count = next((n for n, size in enumerate(sizes, 1) if size >= _TELL), len(self._pieces))
        pieces, self._pieces = self._pieces[:count], self._pieces[count:]
        return Store(tuple(pieces))

    def _answer(self) -> Answer | None:
        if not self._must_answer:
            return None
        self._must_answer, self._may_begin = False, True
        self._told = self._position = self._stored
        return Answer(self._stored, self._window)

    def _tell(self) -> Say | None:
        news = self._stored - self._told
        if news < min(_TELL, self._window // 4) and not (news and self._end):
            return None
        self._told = self._stored
        return Say(Got(self._id, self._stored))

    def _finish(self) -> Check | Say | None:
        end, self._end = self._end, None
        if end is None:
            return None
        if self._size not in {None, end.size} or self._stored > end.size:
            self.cancel("mismatch")
            return self._say(Cancel(self._id, "mismatch"))
        if self._stored < end.size:  # as a chunk that does not fit: of a try that broke off
            return None
        self._phase = _Phase.CHECK
        return Check(end.sha256)

    def _say(self, message: Done | Cancel) -> Say:
        self._phase = _Phase.OVER
        return Say(message)
