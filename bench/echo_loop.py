"""The least that a listener in Python can do: what comes over TCP is sent back. No cipher."""

import asyncio
from typing import cast

import uvloop


class _Echo(asyncio.Protocol):
    transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's is no subclass of it

    def data_received(self, data: bytes) -> None:
        self.transport.write(data)


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Echo, "127.0.0.1", 0)
    print(f"Echoes on port {server.sockets[0].getsockname()[1]}.", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve())
