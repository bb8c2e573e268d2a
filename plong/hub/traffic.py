"""What was handed to clients' sockets."""


class Traffic:
    """Messages and bytes of payload, counted once a flush."""

    __slots__ = ("bytes", "messages")

    def __init__(self) -> None:
        self.messages = 0
        self.bytes = 0
