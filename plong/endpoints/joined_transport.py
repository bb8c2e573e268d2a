"""A transport that joins what is written in one turn of the event loop."""

import asyncio
from typing import Any, Final

_MOST: Final = 64 * 1024
"""Bytes that are kept back at most."""


class JoinedTransport:
    """What uvicorn writes of one answer, head and body, leaves as one segment by one system call.

    uvloop writes at once, which for a small answer costs as much as making it.
    """

    __slots__ = ("_kept", "_loop", "_size", "transport")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self.transport = transport
        """The transport itself, for who takes it over after a `flush`."""
        self._loop = loop
        self._kept: list[bytes] = []
        self._size = 0

    def __getattr__(self, name: str) -> Any:  # as the transport has it
        return getattr(self.transport, name)

    def is_closing(self) -> bool:
        """Tell whether it closes; asked so often that `__getattr__` would cost."""
        closing: bool = self.transport.is_closing()
        return closing

    def write(self, data: bytes) -> None:
        """Write ``data`` by the end of this turn."""
        if not self._kept:
            self._loop.call_soon(self.flush)
        self._kept.append(data)
        self._size += len(data)
        if self._size > _MOST:
            self.flush()

    def flush(self) -> None:
        """Write what was kept back now."""
        if self._kept:
            data = b"".join(self._kept)
            self._kept.clear()
            self._size = 0
            if not self.transport.is_closing():  # as after an abort
                self.transport.write(data)

    def close(self) -> None:
        """Close when all is written."""
        self.flush()
        self.transport.close()
