"""What came from a client and is not parsed yet, and how much of it is parsed at a time."""

from typing import Final

MAX_HEAD: Final = 32 * 1024
"""Bytes of a request's line and headers, give or take what one read brings."""
_SLICE: Final = 4096
"""Bytes parsed at a time, which may hold a few requests more than are to wait for answers."""


class Unparsed:
    """Bytes of one socket; whoever parses them says where heads begin and end."""

    __slots__ = ("data", "head_bytes", "is_in_head")

    def __init__(self) -> None:
        self.data = b""
        self.head_bytes = 0
        """Bytes taken of the head that is being parsed."""
        self.is_in_head = True
        """Whether what comes next is of a head."""

    def take(self) -> bytes:
        """Take what is to be parsed now."""
        most = _SLICE
        if self.is_in_head:
            # One byte more than a head may have tells that it is too big, whole or not.
            most = max(1, min(_SLICE, MAX_HEAD + 1 - self.head_bytes))
        data, self.data = self.data[:most], self.data[most:]
        if self.is_in_head:
            self.head_bytes += len(data)
        return data
