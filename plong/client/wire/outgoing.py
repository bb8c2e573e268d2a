"""The sender's side of a transfer (docs/wire/files.md), without input or output."""

from enum import Enum, auto
from typing import Final

from plong.client.wire.actions import Compare, Conclude, Ended, Read, Rest, Say, SenderAction, Wait
from plong.client.wire.control import Accept, Begin, Cancel, Done, Got, Offer, Transferring

_LEAST_WINDOW: Final = 64 * 1024
_MOST_WINDOW: Final = 16 * 1024 * 1024


class _Phase(Enum):
    BROKEN = auto()
    OFFER = auto()
    OFFERED = auto()
    COMPARE = auto()
    BEGIN = auto()
    SEND = auto()
    CONCLUDED = auto()
    CANCEL = auto()
    OVER = auto()


class Outgoing:
    """Says what to do next, and is told what was done and what came.

    Never more than the receiver's window is on its way.
    """

    def __init__(self, offer: Offer, chunk: int) -> None:
        self._offer = offer
        self._chunk = chunk
        self._phase = _Phase.OFFER
        self._accept = Accept(offer.id, 0, None, 0)
        self._window = 0
        self._position = 0
        self._got = 0
        self._available = offer.size or 0
        self._is_complete = offer.size is not None
        self._was_concluded = False
        self._reason: str | None = None

    @property
    def acknowledged(self) -> int:
        """Bytes that the receiver has stored."""
        return self._got

    def act(self) -> SenderAction:
        """Return what to do now; to be asked again after it was done."""
        match self._phase:
            case _Phase.OFFER:
                return self._say(self._offer, _Phase.OFFERED)
            case _Phase.COMPARE:
                return Compare(self._accept.start, self._accept.sha256)
            case _Phase.BEGIN:
                return self._say(Begin(self._offer.id, self._position), _Phase.SEND)
            case _Phase.SEND:
                return self._send()
            case _Phase.CANCEL:
                return self._say(Cancel(self._offer.id, self._reason or ""), _Phase.OVER)
            case _:
                return self._idle()

    def receive(self, message: Transferring) -> None:
        """Take a message of the receiver."""
        if self._phase in {_Phase.OVER, _Phase.CANCEL}:
            return
        match message:
            case Accept() if self._phase is _Phase.OFFERED:  # one an offer: each hashes the file
                self._accept, self._phase = self._believed(message), _Phase.COMPARE
            case Got(_, stored) if stored <= self._position:
                self._got = max(self._got, stored)
            case Done() if self._was_concluded:
                self._got, self._phase = self._available, _Phase.OVER
            case Cancel(_, reason):
                self._reason, self._phase = reason, _Phase.OVER

    def _believed(self, accept: Accept) -> Accept:
        """Return what can be gone on from: who has more than there is has something else."""
        if accept.start <= self._available:
            return accept
        return Accept(accept.id, 0, None, accept.window)

    def compared(self, *, equal: bool) -> None:
        """Go on behind the receiver's bytes if they are ours, else at the beginning."""
        start = self._accept.start if equal else 0
        self._position = self._got = start
        self._window = min(max(self._accept.window, _LEAST_WINDOW), _MOST_WINDOW)
        if self._phase is _Phase.COMPARE:
            self._phase = _Phase.BEGIN

    def sent(self, length: int) -> None:
        """Count bytes that are on their way."""
        self._position += length

    def grow(self, length: int) -> None:
        """Learn that a stream has more bytes."""
        self._available += length

    def complete(self) -> None:
        """Learn that a stream has ended."""
        self._is_complete = True

    def conclude(self) -> bool:
        """Return whether `End` is to be said: not if messages were lost since `Conclude`."""
        if self._phase is not _Phase.SEND:
            return False
        self._was_concluded, self._phase = True, _Phase.CONCLUDED
        return True

    def break_off(self) -> None:
        """Learn that messages were lost, or may have been."""
        if self._phase not in {_Phase.OVER, _Phase.CANCEL}:
            self._phase = _Phase.BROKEN

    def offer_again(self) -> None:
        """Learn that the receiver is there, or may be."""
        if self._phase is _Phase.BROKEN:
            self._phase = _Phase.OFFER

    def cancel(self, reason: str) -> None:
        """End it, and say so."""
        if self._phase is not _Phase.OVER:
            self._reason, self._phase = reason, _Phase.CANCEL

    def _say(self, message: Offer | Begin | Cancel, then: _Phase) -> Say:
        self._phase = then
        return Say(message)

    def _send(self) -> SenderAction:
        left = self._available - self._position
        if left == 0:
            return Conclude(self._position) if self._is_complete else Wait()
        # A quarter, as a receiver says `Got` after a quarter at the latest: the next one fits.
        length = min(self._chunk, self._window // 4, left)
        on_the_way = self._position - self._got
        return Read(self._position, length) if on_the_way + length <= self._window else Wait()

    def _idle(self) -> SenderAction:
        if self._phase is _Phase.OVER:
            return Ended(self._reason)
        return Rest() if self._phase is _Phase.BROKEN else Wait()
