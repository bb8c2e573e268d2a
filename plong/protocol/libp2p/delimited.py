"""Messages in a stream, each behind its length. Multiformats, unsigned-varint."""

from plong.protocol.libp2p.errors import ProtocolViolation, Truncated
from plong.protocol.libp2p.varint import read_varint, write_varint


def write_delimited(message: bytes) -> bytes:
    """Return a message behind its length."""
    return write_varint(len(message)) + message


class Delimited:
    """Takes a stream as it comes, gives whole messages one by one.

    It holds what was received and not yet given: after `next_message` has returned None, less
    than one message.

    Args:
        max_bytes: of one message; a longer one is refused when its length is read.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._held = bytearray()

    def receive(self, data: bytes) -> None:
        """Take what has come."""
        self._held += data

    def next_message(self) -> bytes | None:
        """Return the next message; None: it is not whole yet.

        Raises:
            ProtocolViolation: it is too long, or its length is no number.
        """
        try:
            size, at = read_varint(self._held)
        except Truncated:
            return None
        if size > self._max_bytes:
            raise ProtocolViolation(f"A message has more than {self._max_bytes} bytes.")
        if len(self._held) < at + size:
            return None
        message = bytes(self._held[at : at + size])
        del self._held[: at + size]
        return message

    def rest(self) -> bytes:
        """Return what is held, which then is held no more."""
        rest = bytes(self._held)
        self._held.clear()
        return rest
