"""Answers that are given again, because nothing that they follow from has changed.

Who owns them clears them when the peers, the secret or the round is another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from plong.protocol.lcdp.events import Datagram
from plong.protocol.lcdp.framing import Messages
from plong.protocol.lcdp.models import (
    AlwaysReturned,
    Cookie,
    Endpoint,
    PleaseListSupportedMessages,
    PleaseReturnThisMessage,
    PleaseSendPeers,
)
from plong.protocol.lcdp.recent import CAPACITY, MAX_BYTES, OwnCookies


class StrangersAnswers:
    """Remembers what strangers were answered: of the same question, all but the cookie is the same.

    Only for those who are no peers: these are not named to themselves.

    Args:
        cookies: those that this node wants returned, all of one length.
    """

    def __init__(self, cookies: OwnCookies) -> None:
        self._cookies = cookies
        self._frames: dict[tuple[bytes, bool], tuple[bytes, bytes]] = {}  # around the cookie

    def find(self, source: Endpoint, data: bytes) -> bytes | None:
        """Return the answer to a datagram from there; None: it is not known."""
        frame = self._frames.get((data, source.is_ipv4))
        if frame is None:
            return None
        return frame[0] + self._cookies.text(source) + frame[1]

    def keep(self, source: Endpoint, data: bytes, messages: Messages, answer: bytes) -> None:
        """Remember the answer to a datagram, if it is short and depends on nothing else."""
        if len(data) > MAX_BYTES or not all(type(one) in _QUESTIONS for one in messages):
            return
        if len(self._frames) >= CAPACITY:
            self._frames.clear()
        before, _, after = answer.partition(self._cookies.text(source))
        self._frames[data, source.is_ipv4] = before, after

    def clear(self) -> None:
        """Forget all answers, for others would be given now."""
        self._frames.clear()


@dataclass(frozen=True, slots=True)
class Answered:
    """What a verified datagram was answered."""

    datagrams: Sequence[Datagram]
    cookie: Cookie | None
    """What its source wanted to see in them."""


class PeersAnswers:
    """Remembers what verified datagrams were answered that have no other effect."""

    def __init__(self) -> None:
        self._answers: dict[tuple[Endpoint, bytes], Answered] = {}

    def find(self, source: Endpoint, data: bytes) -> Answered | None:
        """Return the answer to a datagram from there; None: it is not known."""
        return self._answers.get((source, data))

    def keep(self, source: Endpoint, data: bytes, messages: Messages, answer: Answered) -> None:
        """Remember the answer to a datagram, if it is short and nothing else follows."""
        if len(data) > MAX_BYTES or not all(type(one) in _WITHOUT_EFFECT for one in messages):
            return
        if len(self._answers) >= CAPACITY:
            self._answers.clear()
        self._answers[source, data] = answer

    def clear(self) -> None:
        """Forget all answers, for others would be given now."""
        self._answers.clear()


_QUESTIONS: Final = frozenset(
    {PleaseSendPeers, PleaseReturnThisMessage, PleaseListSupportedMessages}
)
_WITHOUT_EFFECT: Final = _QUESTIONS | {AlwaysReturned}
