"""What has happened in a soak, counted; every message is accounted for."""

from collections import Counter
from dataclasses import dataclass, field

MOST_KEPT = 20
"""Errors whose words are kept; all are counted."""


@dataclass
class Book:
    """The sum of all conversations."""

    counts: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def count(self, what: str, number: int = 1) -> None:
        """Count what may happen."""
        self.counts[what] += number

    def fail(self, words: str) -> None:
        """Note what must not happen."""
        self.counts["errors"] += 1
        if len(self.errors) < MOST_KEPT:
            self.errors.append(words)

    def settle(self, sent: int, received: int, told: int, broken_by: str | None) -> None:
        """Close the account of what one client sent to another in one conversation.

        Args:
            sent: how many messages.
            received: how many of them the other got, in order.
            told: how many the server said that it did not deliver.
            broken_by: how the conversation was broken off, if both know it; None: it was not.
        """
        missing = sent - received - told
        self.count("messages", received)
        self.count("told that they were not delivered", told)
        if missing > 0 and broken_by is not None:
            self.count(f"under way at {broken_by}", missing)
        elif missing > 0:
            self.fail(f"{missing} of {sent} messages are lost")
        # Who vanished may have got what its sender was told to be in doubt.
        elif missing < 0 and broken_by is None:
            self.fail(f"{-missing} messages came that were said not to be delivered")
