"""Commands whose answers have not come yet; the server answers them in their order."""

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any

from plong.client.wire.errors import PlongError
from plong.client.wire.words import ESC, Answer, Refusal

Fields = Mapping[str, Any]


class Question:
    """One command, and what waits for its answer."""

    def __init__(self, verb: str, argument: str, *, is_repeatable: bool = True) -> None:
        self.verb = verb
        self.is_repeatable = is_repeatable
        """Whether it may be asked again after a break, although it may have been done."""
        self.text = f"{ESC}{verb} {argument}" if argument else ESC + verb
        self.answer: asyncio.Future[Fields] = asyncio.get_running_loop().create_future()
        self.answer.add_done_callback(_see)

    def resolve(self, words: Answer | Refusal) -> None:
        """Wake who waits with the answer, or with the error."""
        if self.answer.done():  # nobody waits any more
            return
        if isinstance(words, Answer):
            self.answer.set_result(words.fields)
        else:
            self.answer.set_exception(words.error)


def _see(answer: asyncio.Future[Fields]) -> None:
    """Look at an error that nobody may wait for, so that asyncio does not complain of it."""
    if not answer.cancelled():
        answer.exception()


class Questions:
    """The pending commands of one session, which outlive a connection."""

    def __init__(self) -> None:
        self._pending: deque[Question] = deque()

    @property
    def is_linking(self) -> bool:
        """Whether the link is about to change."""
        return any(question.verb == "chlink" for question in self._pending)

    def add(self, question: Question) -> None:
        """Expect an answer to this after all others."""
        self._pending.append(question)

    def resolve(self, words: Answer | Refusal) -> None:
        """Take the answer to the oldest question.

        Raises:
            PlongError: ``bad-answer``, that question was another.
        """
        if not self._pending or self._pending[0].verb != words.verb:
            sentence = f"The server answered {words.verb!r}, which is not what was asked next."
            raise PlongError("bad-answer", sentence)
        self._pending.popleft().resolve(words)

    def ask_again(self, link: str | None) -> Iterable[Question]:
        """Return what to ask on a new connection: the link, then what was not answered.

        What is not repeatable fails with ``connection-lost``.
        """
        lost = PlongError("connection-lost", "The connection broke before the answer came.")
        again = deque([Question("chlink", link)] if link else [])
        for question in self._pending:
            if not question.is_repeatable:
                question.resolve(Refusal(question.verb, lost))
            elif not question.answer.done():
                again.append(question)
        self._pending = again
        return list(again)

    def fail(self, error: PlongError) -> None:
        """Answer everything with an error."""
        while self._pending:
            question = self._pending.popleft()
            question.resolve(Refusal(question.verb, error))
