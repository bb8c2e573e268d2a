"""The one error of the client, told apart by its code."""


class PlongError(Exception):
    """Something that was asked of Plong could not be done. ``str(error)`` is a sentence.

    ``code`` is one of the server's (docs/wire/plong.md, docs/wire/ping.md), a transfer's Reason
    (docs/wire/files.md), or one of the client's own:

    - ``unreachable``: the server did not answer, or is no Plong server.
    - ``connection-lost``: the connection broke before this was answered.
    - ``closed``: this end closed the connection.
    - ``unread``: more came than the program read.
    - ``bad-answer``: the server said what docs/wire/ does not know.
    - ``expired``: the passphrase expired while nobody came.
    - ``switched-off``: the server has no PING; servers themselves say so, too.
    - ``bad-key``, ``undecipherable``: see `plong.client.private`.
    """

    def __init__(self, code: str, sentence: str, *, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.code = code
        self.retry_after = retry_after
        """Seconds after which the same may succeed, where that is known."""
