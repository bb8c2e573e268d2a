"""What one socket of HTTP makes the server hold: requests without an answer, answers unread."""

from collections import deque
from typing import Final

from plong.hub.buffer_memory import Share

_HEADER: Final = 160
"""Bytes of one header's objects, whatever its length."""
_SMALL: Final = 4096
"""Bytes that are not worth counting."""


class HttpLoad:
    """Weighed now and then, and told to the share.

    Args:
        share: the socket's.
    """

    __slots__ = ("_coming", "_share", "_unanswered")

    def __init__(self, share: Share) -> None:
        self._share = share
        self._coming = 0
        self._unanswered: deque[int] = deque()

    def parsed(self, count: int) -> None:
        """Take in that so many bytes more are parsed of a request."""
        self._coming += count

    def headed(self, headers: int) -> None:
        """Take in that its head is whole, with so many headers."""
        self._coming += headers * _HEADER

    def whole(self) -> None:
        """Take in that the request is whole."""
        self._unanswered.append(self._coming)
        self._coming = 0

    def answered(self) -> None:
        """Take in that the first request has its answer."""
        if self._unanswered:
            self._unanswered.popleft()

    def idle(self, coming: int) -> None:
        """Take in that all have their answers, some before they were whole: the rest is dropped.

        Only ``coming`` bytes are kept, of the next head.
        """
        self._unanswered.clear()
        self._coming = coming

    def weigh(self, ahead: int, headers: int) -> None:
        """Tell the share what is held.

        Args:
            ahead: bytes that are not parsed, or not written.
            headers: how many there are of a head that is not whole.
        """
        weight = self._coming + sum(self._unanswered) + ahead + headers * _HEADER
        counted = weight if weight > _SMALL else 0
        if counted != self._share.size:
            self._share.change(counted - self._share.size)

    def end(self) -> None:
        """Take in that nothing is held any more."""
        self._share.end()
