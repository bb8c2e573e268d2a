"""Answers that are given again, because nothing that they follow from has changed.

Who owns them clears them when the peers, the secret or the round is another.
"""

from typing import Final

from plong.protocol.lcdp.echo import Question, around_echo, take_apart
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
    """Remembers what strangers were answered: of the same question, all but cookies is the same.

    Only for those who are no peers: these are not named to themselves.

    Args:
        cookies: those that this node wants returned, all of one length.
    """

    def __init__(self, cookies: OwnCookies) -> None:
        self._cookies = cookies
        self._frames: dict[tuple[Question, bool], tuple[bytes, bytes, bytes]] = {}

    def find(self, source: Endpoint, data: bytes) -> bytes | None:
        """Return the answer to a datagram from there; None: it is not known."""
        question, echo = take_apart(data)
        frame = self._frames.get((question, source.is_ipv4))
        if frame is None:
            return None
        before, between, after = frame
        return b"".join((before, self._cookies.text(source), between, echo, after))

    def keep(self, source: Endpoint, data: bytes, messages: Messages, answer: bytes) -> None:
        """Remember the answer to a datagram, if it is short and depends on nothing else."""
        if len(data) > MAX_BYTES or not all(type(one) in _QUESTIONS for one in messages):
            return
        found = around_echo(data, messages, answer)
        if found is None:
            return
        if len(self._frames) >= CAPACITY:
            self._frames.clear()
        before, _, between = found.before.partition(self._cookies.text(source))
        self._frames[found.question, source.is_ipv4] = before, between, found.after

    def clear(self) -> None:
        """Forget all answers, for others would be given now."""
        self._frames.clear()


class PeersAnswers:
    """Remembers what verified datagrams were answered that have no other effect."""

    def __init__(self) -> None:
        self._frames: dict[tuple[Endpoint, Question], tuple[Cookie | None, bytes, bytes]] = {}

    def find(self, source: Endpoint, data: bytes, cookie: Cookie | None) -> bytes | None:
        """Return the answer to a datagram from there; None: it is not known.

        Args:
            source: where it came from.
            data: its payload.
            cookie: what the source wants to see in the answer: the very object that it was then.
        """
        question, echo = take_apart(data)
        frame = self._frames.get((source, question))
        if frame is None or frame[0] is not cookie:
            return None
        return frame[1] + echo + frame[2]

    def keep(
        self,
        source: Endpoint,
        data: bytes,
        messages: Messages,
        cookie: Cookie | None,
        answer: bytes,
    ) -> None:
        """Remember the answer to a datagram, if it is short and nothing else follows."""
        if len(data) > MAX_BYTES or not all(type(one) in _WITHOUT_EFFECT for one in messages):
            return
        found = around_echo(data, messages, answer)
        if found is None:
            return
        if len(self._frames) >= CAPACITY:
            self._frames.clear()
        self._frames[source, found.question] = cookie, found.before, found.after

    def clear(self) -> None:
        """Forget all answers, for others would be given now."""
        self._frames.clear()


_QUESTIONS: Final = frozenset(
    {PleaseSendPeers, PleaseReturnThisMessage, PleaseListSupportedMessages}
)
_WITHOUT_EFFECT: Final = _QUESTIONS | {AlwaysReturned}
