"""What peers of libp2p make the server hold is counted, and who holds most ends."""

import asyncio

from plong.endpoints.libp2p.weighing import Weighing
from plong.hub.buffer_memory import BufferMemory
from plong.protocol.libp2p.multiaddr import Multiaddr, socket_multiaddr
from tests.support.fakes import FakeHolder, end_of_turn
from tests.support.libp2p import stranger
from tests.support.server import running_server

MOST = 100


class FakePeer:
    """A connection that holds as much as a test says."""

    def __init__(self, host: str, held: int) -> None:
        self.remote: Multiaddr = socket_multiaddr(host, 1)
        self.held = held
        self.is_aborted = False

    def abort(self) -> None:
        self.is_aborted = True


def make_weighing(*peers: FakePeer) -> tuple[Weighing, BufferMemory, list[FakePeer], list[str]]:
    memory, here, refusals = BufferMemory(MOST), list(peers), list[str]()
    return Weighing(here, memory, refusals.append), memory, here, refusals


async def test_what_peers_hold_is_counted_as_long_as_they_do() -> None:
    peer = FakePeer("192.0.2.1", 30)
    weighing, memory, here, _ = make_weighing(peer, FakePeer("192.0.2.2", 20))
    weighing.weigh()
    assert memory.held == 50
    peer.held = 10
    weighing.weigh()
    assert memory.held == 30
    here.remove(peer)
    weighing.weigh()
    assert memory.held == 20


async def test_who_holds_most_is_ended_and_counted_once() -> None:
    peer, other = FakePeer("192.0.2.1", 90), FakePeer("192.0.2.2", 20)
    weighing, memory, _, refusals = make_weighing(peer, other)
    weighing.weigh()
    await end_of_turn()
    weighing.weigh()
    await end_of_turn()
    assert (peer.is_aborted, other.is_aborted) == (True, False)
    assert refusals == ["overloaded"]
    assert memory.held == 20


async def test_nobody_ends_for_what_has_gone_since_the_last_look() -> None:
    peer, other = FakePeer("192.0.2.1", 60), FakePeer("192.0.2.2", 30)
    weighing, memory, _, _ = make_weighing(peer, other)
    weighing.weigh()
    peer.held = 0
    newcomer = FakeHolder(memory, "192.0.2.3", 20)
    await end_of_turn()
    assert (peer.is_aborted, other.is_aborted, newcomer.is_shed) == (False, False, False)
    assert memory.held == 30


async def test_a_server_weighs_its_peers() -> None:
    async with running_server(mode="hl") as server, stranger(server, "tcp"):
        async with asyncio.timeout(5):
            while len(server.hub.memory._shares) < 2:  # that of the stranger, and of who asks
                await server.http.get("/healthz")
