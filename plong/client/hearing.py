"""What comes over a session's connections: answers, the server's other words, messages."""

import asyncio
from typing import Final

from plong.client.listener import Listener
from plong.client.questions import Questions
from plong.client.socket import Socket
from plong.client.wire.content import split_head
from plong.client.wire.words import (
    ESC,
    Answer,
    Complaint,
    Knock,
    Lcdp,
    Notice,
    Refusal,
    Restart,
    Words,
    read_words,
)

_A_TURN: Final = 256
"""Messages after which others get their turn, however many have come at once."""


class Hearing:
    """Reads one connection after another, and follows the link by the server's answers."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self.link: str | None = None
        """The peer that messages go to, kept over a break."""
        self._remote: str | None = None
        """The link of this very connection: who direct messages come from."""

    def is_linked_to(self, target: str) -> bool:
        """Tell whether a message that is written now goes to ``target``."""
        return self._remote == target and not self._questions.is_linking

    def forget_connection(self) -> None:
        """Learn that the next connection will be another: it has no link yet."""
        self._remote = None

    async def read(self, socket: Socket, listener: Listener) -> None:
        """Read a connection to its end. Raise `PlongError`: ``bad-answer``."""
        self._listener = listener
        count = 0
        async for payload in socket:
            count += 1
            if count % _A_TURN == 0:  # else who listens could not read as fast as we publish
                await asyncio.sleep(0)
            if isinstance(payload, str) and payload.startswith(ESC):
                self._hear(read_words(payload))
            else:
                self._receive(payload)

    def _receive(self, payload: str | bytes) -> None:
        sender, content = split_head(payload)
        if sender is not None:
            self._listener.received(sender, content, direct=False)
        elif self._remote is not None:
            self._listener.received(self._remote, content, direct=True)

    def _hear(self, words: Words | None) -> None:
        match words:
            case Answer() | Refusal():
                self._learn(words)
            case Notice() | Complaint() | Restart() | Knock() | Lcdp():
                self._listener.heard(words)

    def _learn(self, words: Answer | Refusal) -> None:
        if words.verb == "chlink":
            self._relink(words)
        self._questions.resolve(words)

    def _relink(self, words: Answer | Refusal) -> None:
        if isinstance(words, Answer):
            # From this place in the stream on, direct messages are from the new link.
            self._remote = self.link = str(words.fields["Remote"])
        elif self._remote is None and self.link is not None:
            # The link of before a break: its peer was removed meanwhile.
            self._listener.heard(Notice("gone", self.link))
            self.link = None
