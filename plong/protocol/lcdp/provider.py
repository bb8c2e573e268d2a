"""What a node asks of whoever has its files."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Protocol

from plong.protocol.lcdp.models import Endpoint, Message, PleaseListContent, PleaseSendContent

ContentQuestion = PleaseSendContent | PleaseListContent


class ContentProvider(Protocol):
    """Answers questions for files."""

    @abstractmethod
    def answer(
        self, question: ContentQuestion, requester: Endpoint, room: int
    ) -> Sequence[Message]:
        """Return what is said to a question; nothing: the file is not known.

        Args:
            question: what somebody wants.
            requester: who wants it; perhaps that is not true, if there is little room.
            room: bytes that there are for all of it, with cookies and brackets.
        """


class NoContent(ContentProvider):
    """Has no files."""

    def answer(self, *_: object) -> tuple[()]:
        """Return nothing."""
        return ()
