"""Connections of TCP."""

import asyncio
from contextlib import suppress
from typing import Final

from plong.conformance.outcome import Mismatch

_PATIENCE: Final = 10.0
"""Seconds to wait for what should come at once."""
_PIECE: Final = 1 << 16


class TcpPipe:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def send(self, message: bytes) -> None:
        """Send bytes; who is not listened to any more, notices nothing."""
        with suppress(OSError):
            self._writer.write(message)
            await self._writer.drain()

    async def read(self) -> bytes:
        """Return what comes next; nothing: it has ended. Raise `Mismatch` if nothing comes."""
        try:
            async with asyncio.timeout(_PATIENCE):
                return await self._reader.read(_PIECE)
        except TimeoutError:
            raise Mismatch("bytes", f"nothing within {_PATIENCE:.0f} s") from None
        except OSError:
            return b""

    async def close(self) -> None:
        """End it at once."""
        self._writer.transport.abort()


async def open_tcp(host: str, port: int) -> TcpPipe:
    """Connect. Raise `Mismatch`."""
    try:
        async with asyncio.timeout(_PATIENCE):
            return TcpPipe(*await asyncio.open_connection(host, port))
    except (OSError, TimeoutError) as error:
        why = str(error) or "no answer"
        raise Mismatch(f"a connection to {host}, TCP port {port}", why) from None
