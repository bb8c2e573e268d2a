"""A node over a socket: it answers, does what is due, and tells its owner."""

import asyncio
import json
import random
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from plong.lcdp.runner import Runner
from plong.lcdp.udp import UdpSocket
from plong.noise.crypto import NoiseCrypto
from plong.protocol.lcdp.endpoint import Reach
from plong.protocol.lcdp.events import Adopted, Event
from plong.protocol.lcdp.models import ChatMessage, Endpoint
from plong.protocol.lcdp.node import LcdpNode
from plong.protocol.lcdp.parts import Choices


class Owner:
    """A node on loopback, and what its owner has heard."""

    def __init__(self, number: int, *bootstrap: Endpoint) -> None:
        self.heard: asyncio.Queue[Event] = asyncio.Queue()
        choices = Choices(Reach(loopback=True), bootstrap=bootstrap)
        crypto = NoiseCrypto(number.to_bytes(32, "big"))
        node = LcdpNode(crypto, random.Random(number).randbytes, time.monotonic(), choices)
        hear = self.heard.put_nowait
        self.runner = Runner(node, time.monotonic, hear, "127.0.0.1", 0)

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint("127.0.0.1", self.runner.socket.port)

    async def next(self) -> Event:
        return await asyncio.wait_for(self.heard.get(), 5)


@contextmanager
def owner(number: int, *bootstrap: Endpoint) -> Iterator[Owner]:
    with closing((one := Owner(number, *bootstrap)).runner):
        yield one


async def ask(node: Endpoint, question: bytes) -> bytes:
    """Return the answer to one datagram of a stranger."""
    loop, answer = asyncio.get_running_loop(), asyncio.Future[bytes]()

    class Stranger(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, _: tuple[str, int]) -> None:
            answer.set_result(data)

    transport, _ = await loop.create_datagram_endpoint(Stranger, ("127.0.0.1", 0))
    with closing(transport):
        transport.sendto(question, (node.host, node.port))
        return await asyncio.wait_for(answer, 5)


async def test_the_shortest_question_is_answered_within_the_bound() -> None:
    with owner(1) as node:
        answer = await ask(node.endpoint, b'[{"PleaseSendPeers":{}}]')
    types = [name for message in json.loads(answer) for name in message]
    assert types == ["PleaseAlwaysReturnThisMessage", "Peers"]
    assert len(answer) <= 102


async def test_a_node_finds_the_one_it_was_told_of_and_is_found() -> None:
    with owner(1) as one, owner(2, one.endpoint) as other:
        assert await other.next() == Adopted(one.endpoint)
        assert await one.next() == Adopted(other.endpoint)


async def test_what_a_peer_says_reaches_the_owner() -> None:
    with owner(1) as one, owner(2, one.endpoint) as other:
        await other.next()
        await one.next()
        other.runner.send(other.runner.node.say(one.endpoint, [ChatMessage("hello")]))
        event = await one.next()
        assert getattr(event, "message", None) == ChatMessage("hello")


async def test_a_closed_node_gives_its_port_back_and_calls_nobody() -> None:
    with owner(1) as one:
        port = one.endpoint.port
        calls: list[bytes] = []
        one.runner.close()
        with closing(UdpSocket("127.0.0.1", port, lambda data, _: calls.append(data))) as there:
            with owner(2, Endpoint("127.0.0.1", there.port)) as other:
                await ask(other.endpoint, b'[{"PleaseSendPeers":{}}]')
            assert calls  # the other one's
        assert one.heard.empty()
