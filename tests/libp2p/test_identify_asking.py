"""Asking who is there, and waiting for the answer."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from plong.libp2p.connection import Connection
from plong.libp2p.identify import learn_who
from plong.libp2p.node import Node, NodeChoices
from plong.libp2p.pinging import make_node
from plong.libp2p.services import Factory, Handler, StreamIO
from plong.libp2p.tcp import listen_tcp
from plong.protocol.libp2p.dialling import target_of
from plong.protocol.libp2p.identify import IDENTIFY
from plong.protocol.libp2p.multiaddr import socket_multiaddr

PATIENCE = 10.0
"""Seconds after which a test fails that waits for an answer; less than an hour."""
AN_HOUR = 3600.0


@pytest.fixture
def asked() -> Node:
    return make_node(NodeChoices("them/1"))


@pytest.fixture
async def line(asked: Node) -> AsyncIterator[Connection]:
    """A connection with the peer that is asked."""
    listener = await listen_tcp("127.0.0.1", 0, asked.inbound)
    node = make_node(NodeChoices("us/1", asks_who=False))
    async with listener:
        where = socket_multiaddr(*listener.sockets[0].getsockname())
        yield await node.dial(target_of(where))
    await node.close()
    await asked.close()


async def learned(line: Connection) -> str | None:
    """Return the program of who is there, if it says so."""
    async with asyncio.timeout(PATIENCE):
        who = await learn_who(line, AN_HOUR)
    return who.agent_version if who else None


async def test_who_is_asked_says_so(line: Connection) -> None:
    assert await learned(line) == "them/1"


def _garbage(io: StreamIO) -> Handler:
    io.send(b"\x02\xff\xff")
    io.close()
    return _Silent(io)


def _nothing(io: StreamIO) -> Handler:
    io.reset()
    return _Silent(io)


def _goodbye(io: StreamIO) -> Handler:
    io.connection.close()
    return _Silent(io)


@pytest.mark.parametrize("factory", [_garbage, _nothing, _goodbye])
async def test_who_says_nothing_is_not_waited_for(
    asked: Node, line: Connection, factory: Factory
) -> None:
    asked.offer(IDENTIFY, factory)
    assert await learned(line) is None


async def test_who_is_silent_is_waited_for_as_long_as_is_said(
    asked: Node, line: Connection
) -> None:
    asked.offer(IDENTIFY, _Silent)
    assert await learn_who(line, 0.0) is None


async def test_nobody_is_asked_where_nobody_is(line: Connection) -> None:
    line.close()
    assert await learned(line) is None


class _Silent(Handler):
    def __init__(self, io: StreamIO) -> None:
        """Say nothing."""

    def received(self, data: bytes) -> None: ...

    def finished(self) -> None: ...

    def aborted(self) -> None: ...

    def drained(self) -> None: ...
