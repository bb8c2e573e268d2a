"""Datagrams may be lost, and say anything."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from plong.conformance.datagrams import HEADERS, WHO, Place, Stranger, expect_message, read_datagram
from plong.conformance.outcome import Mismatch
from tests.support.lcdp import free_udp_port

ANSWER: list[dict[str, Any]] = [{"Peers": {"peers": []}}]


class Node(asyncio.DatagramProtocol):
    """Answers each datagram, by its number, with bytes or not at all."""

    def __init__(self, answer: Callable[[int], bytes]) -> None:
        self._answer = answer
        self._number = 0

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:  # noqa: ARG002  # whatever it is
        self._number += 1
        if said := self._answer(self._number):
            self._transport.sendto(said, addr)


@asynccontextmanager
async def closing(stranger: Stranger) -> AsyncIterator[Stranger]:
    """Close it at the end of the block."""
    try:
        yield stranger
    finally:
        await stranger.close()


@asynccontextmanager
async def node(answer: Callable[[int], bytes]) -> AsyncIterator[Stranger]:
    """Yield a stranger to a node that answers like this."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: Node(answer), ("127.0.0.1", 0))
    where = Place(socket.AF_INET, transport.get_extra_info("sockname"))
    async with closing(Stranger(where, patience=0.05)) as stranger:
        yield stranger
    transport.close()


async def test_what_is_lost_is_said_again() -> None:
    answer = json.dumps(ANSWER).encode()
    async with node(lambda number: answer if number == 3 else b"") as stranger:
        assert await stranger.ask(WHO) == ANSWER[0]
        assert stranger.sent == 3 * (len(b'[{"PleaseSendPeers":{}}]') + HEADERS)
        assert stranger.received == len(answer) + HEADERS


async def test_calls_are_no_answers() -> None:
    both = (b'[{"PleaseSendPeers":{}}]', json.dumps(ANSWER).encode())
    async with node(lambda number: both[number - 1]) as stranger:
        assert await stranger.ask(WHO) == ANSWER[0]


async def test_who_is_silent_is_told() -> None:
    async with node(lambda _: b"") as stranger:
        with pytest.raises(Mismatch, match="expected an answer over UDP; came none"):
            await stranger.ask(WHO)
        with pytest.raises(Mismatch, match="expected a call; came none"):
            await stranger.hear_call()


async def test_where_nobody_is_nobody_is_waited_for() -> None:
    nowhere = Place(socket.AF_INET, ("127.0.0.1", free_udp_port()))
    async with closing(Stranger(nowhere, patience=60)) as stranger:
        with pytest.raises(Mismatch):
            await stranger.ask(WHO)


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b'[{"a":1,"b":2}]', b"\xff", b"[" * 99999])
def test_what_is_no_array_of_messages_is_a_mismatch(data: bytes) -> None:
    with pytest.raises(Mismatch, match="a JSON array of objects with one name each"):
        read_datagram(data)


def test_a_message_that_is_missing_is_a_mismatch() -> None:
    said = read_datagram(json.dumps(ANSWER).encode())
    assert expect_message(said, "Peers") == {"peers": []}
    with pytest.raises(Mismatch, match="a message Content"):
        expect_message(said, "Content")
