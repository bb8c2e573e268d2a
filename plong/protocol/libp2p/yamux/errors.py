"""What a program asks of a session that it cannot have. Peers cause `ProtocolViolation` only."""


class CannotOpen(Exception):
    """No stream can be opened: one of both sides ends the session, or too many are unanswered."""


class AlreadyClosed(Exception):
    """A stream was to send more, which had been told that there is no more."""
