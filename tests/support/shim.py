"""Makes an echo server of the relay: a TCP proxy that links each client to itself."""

import asyncio
import contextlib
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from tests.support.raw import TEXT, frame
from tests.support.server import Server

_END_OF_HEAD: Final = b"\r\n\r\n"


@asynccontextmanager
async def echo_shim(server: Server) -> AsyncIterator[int]:
    """Listen on a loopback port, whose number is returned, until the block ends."""

    clients: set[asyncio.Task[None]] = set()

    def accept(reader: StreamReader, writer: StreamWriter) -> None:
        clients.add(asyncio.create_task(_serve(server, reader, writer)))

    async with await asyncio.start_server(accept, "127.0.0.1", 0) as shim:
        port: int = shim.sockets[0].getsockname()[1]
        yield port
        for client in clients:
            client.cancel()
        await asyncio.gather(*clients, return_exceptions=True)


async def _serve(server: Server, reader: StreamReader, writer: StreamWriter) -> None:
    head = await reader.readuntil(_END_OF_HEAD)
    me = await server.ohai()
    upstream_reader, upstream = await asyncio.open_connection("127.0.0.1", server.port)
    _, _, rest = head.partition(b" HTTP/1.1\r\n")
    upstream.write(b"GET /ws/%b HTTP/1.1\r\n%b" % (me.private_id.encode(), rest))
    writer.write(await upstream_reader.readuntil(_END_OF_HEAD))
    upstream.write(frame(TEXT, f"\x1bchlink {me.public_id}".encode()))
    try:
        await asyncio.gather(_pipe(reader, upstream), _pipe(upstream_reader, writer))
    finally:
        upstream.close()
        writer.close()


async def _pipe(reader: StreamReader, writer: StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
