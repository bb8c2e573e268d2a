"""Just enough of a Plong client to set the scene: ids over HTTP, one ping over a WebSocket."""

import http.client
import json
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from bench.servers import Server

HOST = "127.0.0.1"
TIMEOUT = 60.0
MASK = b"\x12\x34\x56\x78"
PING = b"\x1bping"
PONG_FRAME = b"\x81\x05\x1bpong"


@dataclass(frozen=True)
class Peer:
    """A peer of the server under test, as `ohai` made it."""

    private_id: str
    public_id: str

    @property
    def path(self) -> str:
        """Return where its WebSockets connect to."""
        return f"/ws/{self.private_id}"


def new_peers(server: Server, count: int) -> Iterator[Peer]:
    """Say ohai `count` times, over one connection."""
    with closing(http.client.HTTPConnection(HOST, server.port, timeout=TIMEOUT)) as connection:
        for _ in range(count):
            connection.request("GET", "/ohai")
            answer = json.load(connection.getresponse())
            yield Peer(answer["PrivateId"], answer["PublicId"])


def _handshake(path: str, port: int) -> bytes:
    return (
        f"GET {path} HTTP/1.1\r\n"
        f"Host: {HOST}:{port}\r\n"
        "Connection: Upgrade\r\n"
        "Upgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    ).encode()


def _masked_frame(text: bytes) -> bytes:
    masked = bytes(byte ^ MASK[i % 4] for i, byte in enumerate(text))
    return bytes([0x81, 0x80 | len(text)]) + MASK + masked


def _read_until(stream: socket.socket, end: bytes) -> bytes:
    data = b""
    while not data.endswith(end):
        chunk = stream.recv(4096)
        if not chunk:
            raise RuntimeError(f"The server closed the connection after {data!r}.")
        data += chunk
    return data


def _ping(server: Server, peer: Peer) -> None:
    """Open a WebSocket, send a ping, await its pong."""
    with socket.create_connection((HOST, server.port), TIMEOUT) as stream:
        stream.sendall(_handshake(peer.path, server.port))
        _read_until(stream, b"\r\n\r\n")
        stream.sendall(_masked_frame(PING))
        _read_until(stream, PONG_FRAME)


def arrival_seconds(server: Server) -> float:
    """Measure how long a newcomer takes from nothing to its first answer over a WebSocket."""
    start = time.perf_counter()
    for peer in new_peers(server, 1):
        _ping(server, peer)
    return time.perf_counter() - start
