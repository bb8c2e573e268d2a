"""Why something is not sent. docs/wire/lcdp.md."""


class NotSent(Exception):
    """Nothing was sent at all.

    Args:
        reason: a sentence for a person.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnknownKey(NotSent):
    """Nobody is known to have a key at an address that has proved itself."""


class UnprovenAddress(NotSent):
    """Nobody has proved to be at an address."""


class TooLong(NotSent):
    """It does not fit a datagram."""


class NotAnArray(NotSent):
    """A text is no JSON array of messages."""
