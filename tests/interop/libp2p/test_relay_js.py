"""Two peers of js-libp2p meet through our relay."""

import asyncio

import pytest

from plong.libp2p.hop import Hop, relay_on
from plong.libp2p.node import Node
from plong.protocol.libp2p.multiaddr import Multiaddr
from plong.protocol.libp2p.peer_id import PeerId
from plong.protocol.libp2p.relay.hop import RelayChoices
from plong.protocol.libp2p.relay.models import Limit
from tests.interop.environment import node as js
from tests.interop.programs import hear, result_of, running

pytestmark = pytest.mark.interop

Lost = asyncio.Queue[PeerId]

PATIENCE = 10.0
LIMIT = Limit(duration=60, data=16384)


@pytest.fixture
def relay(node: Node) -> Hop:
    return relay_on(node, RelayChoices(limit=LIMIT))


@pytest.fixture
def lost(node: Node) -> Lost:
    """Whoever is connected no more."""
    lost = Lost()
    node.watch(lambda _: None, lost.put_nowait)
    return lost


async def test_one_calls_the_other_and_pings_it(relay: Hop, address: Multiaddr, lost: Lost) -> None:
    async with running(js(), "relayed.js", "called", str(address)) as called:
        where = await hear(called)
        assert where["addresses"] == [f"{address}/p2p-circuit/p2p/{where['peer']}"]
        async with running(js(), "relayed.js", "caller", where["addresses"][0]) as caller:
            said = await hear(caller)
            assert said["results"] == [True] * 5
            assert (said["peer"], said["isDirect"]) == (where["peer"], False)
            assert 0 < said["limits"]["bytes"] <= LIMIT.data
            assert 0 < said["limits"]["seconds"] <= LIMIT.duration
            assert (relay.statistics.reservations, relay.statistics.circuits) == (1, 1)
        await asyncio.wait_for(lost.get(), PATIENCE)
        assert relay.statistics.circuits == 0
        assert relay.statistics.carried > 2 * 5 * 32


async def test_what_is_beyond_the_limit_ends_the_call(
    relay: Hop, address: Multiaddr, lost: Lost
) -> None:
    async with running(js(), "relayed.js", "called", str(address)) as called:
        where = (await hear(called))["addresses"][0]
        said = await result_of(js(), "relayed.js", "flood", where, str(2 * LIMIT.data))
        assert said == {"status": "aborted"}
        await asyncio.wait_for(lost.get(), PATIENCE)
        assert relay.statistics.circuits == 0
        again = await result_of(js(), "relayed.js", "caller", where)
        assert again["results"] == [True] * 5


async def test_who_has_not_reserved_cannot_be_called(relay: Hop, address: Multiaddr) -> None:
    async with running(js(), "listen.js") as process:
        other = (await hear(process))["addresses"][0].rpartition("/")[2]
        where = f"{address}/p2p-circuit/p2p/{other}"
        said = await result_of(js(), "relayed.js", "refused", where)
        assert "NO_RESERVATION" in said["why"]
        assert relay.statistics.circuits == 0


async def test_a_reservation_ends_with_its_peer(relay: Hop, address: Multiaddr, lost: Lost) -> None:
    async with running(js(), "relayed.js", "called", str(address)) as called:
        await hear(called)
        assert relay.statistics.reservations == 1
    await asyncio.wait_for(lost.get(), PATIENCE)
    assert relay.statistics.reservations == 0
