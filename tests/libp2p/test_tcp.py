"""One socket, as asyncio tells of it and as a connection uses it."""

import asyncio

import pytest

from plong.libp2p.census import Room
from plong.libp2p.node import Node
from plong.libp2p.tcp import TcpWire
from tests.libp2p.stranger import GREETING, make_node


class FakeTransport(asyncio.Transport):
    """Writes down what it is asked."""

    def __init__(self, peer: tuple[str, int] | None = ("192.0.2.1", 4001)) -> None:
        super().__init__({"peername": peer})
        self.asked: list[object] = []

    def write(self, data: object) -> None:
        self.asked.append(data)

    def pause_reading(self) -> None:
        self.asked.append("pause")

    def resume_reading(self) -> None:
        self.asked.append("resume")

    def is_closing(self) -> bool:
        return bool({"close", "abort"}.intersection(map(str, self.asked)))

    def close(self) -> None:
        self.asked.append("close")

    def abort(self) -> None:
        self.asked.append("abort")


def connect(node: Node, transport: FakeTransport) -> TcpWire:
    wire = TcpWire(node.inbound)
    wire.connection_made(transport)
    return wire


async def test_bytes_go_in_and_out(node: Node) -> None:
    transport = FakeTransport()
    wire = connect(node, transport)
    assert transport.asked == []
    wire.data_received(GREETING)
    assert transport.asked == [GREETING]


async def test_who_does_not_take_is_read_unless_the_connection_has_enough(node: Node) -> None:
    transport = FakeTransport()
    wire = connect(node, transport)
    wire.pause_writing()
    wire.resume_writing()
    assert transport.asked == []
    wire.pause_reading()
    wire.resume_reading()
    assert transport.asked == ["pause", "resume"]


async def test_a_socket_that_is_closing_is_left_alone(node: Node) -> None:
    transport = FakeTransport()
    wire = connect(node, transport)
    wire.data_received(b"\xff" * 64)
    wire.pause_writing()
    wire.resume_writing()
    wire.connection_lost(None)
    assert transport.asked == ["close"]
    assert len(node.connections) == 0


@pytest.mark.parametrize(
    ("peer", "remote"),
    [
        (("192.0.2.1", 1), "/ip4/192.0.2.1/tcp/1"),
        (("::ffff:192.0.2.1", 1), "/ip4/192.0.2.1/tcp/1"),
        (("2001:db8::1", 1), "/ip6/2001:db8::1/tcp/1"),
        (("fe80::1%eth0", 1), "/ip6/fe80::1/tcp/1"),
    ],
)
async def test_where_the_other_side_is(node: Node, peer: tuple[str, int], remote: str) -> None:
    connection = connect(node, FakeTransport(peer)).connection
    assert connection is not None
    assert str(connection.remote) == remote


@pytest.mark.parametrize("is_lost", [False, True])
async def test_who_is_refused_is_cut_and_heard_no_more(*, is_lost: bool) -> None:
    node = make_node(room=Room(total=1 if is_lost else 0))
    transport = FakeTransport(None if is_lost else ("192.0.2.1", 1))
    wire = connect(node, transport)
    wire.data_received(GREETING)
    wire.pause_writing()
    wire.resume_writing()
    wire.connection_lost(None)
    assert transport.asked == ["abort"]
    assert len(node.connections) == 0
