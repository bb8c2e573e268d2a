"""WebSockets of the check lead to the server that is checked, and to nobody else."""

import socket
from asyncio import StreamReader, StreamWriter, start_server

import pytest

from plong.client.wire.address import read_address
from plong.conformance.outcome import Mismatch
from plong.conformance.sockets import open_socket


async def test_a_redirect_is_told_and_not_followed() -> None:
    elsewhere = socket.create_server(("127.0.0.1", 0))
    elsewhere.setblocking(False)

    async def send_away(reader: StreamReader, writer: StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        location = f"Location: ws://127.0.0.1:{elsewhere.getsockname()[1]}/ws"
        writer.write(f"HTTP/1.1 302 Found\r\n{location}\r\nContent-Length: 0\r\n\r\n".encode())
        writer.close()

    async with await start_server(send_away, "127.0.0.1", 0) as server:
        address = read_address(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        with pytest.raises(Mismatch, match="status 302"):
            await open_socket(address, "/ws")
    with elsewhere, pytest.raises(BlockingIOError):
        elsewhere.accept()
