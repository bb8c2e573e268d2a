"""Who is told what a session hears."""

from typing import Protocol

from plong.client.wire.errors import PlongError
from plong.client.wire.words import Complaint, Knock, Lcdp, Notice, Restart


class Listener(Protocol):
    """Learns of everything in its order. Nothing here may wait."""

    def received(self, sender: str, payload: str | bytes, *, direct: bool) -> None:
        """Take a message from another peer."""

    def heard(self, words: Notice | Restart | Complaint | Knock | Lcdp) -> None:
        """Take what the server said unasked."""

    def disconnected(self) -> None:
        """Learn that the connection broke."""

    def reconnecting(self, attempt: int, wait: float) -> None:
        """Learn that there will be an attempt, counted from 1, after so many seconds."""

    def reconnected(self) -> None:
        """Learn that the connection is there again."""

    def ended(self, error: PlongError | None) -> None:
        """Learn that the session is over, by ourselves if there is no error."""
