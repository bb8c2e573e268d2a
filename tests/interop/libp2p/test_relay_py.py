"""Two peers of py-libp2p meet through our relay; likewise one of each kind."""

import pytest

from plong.libp2p.hop import Hop, relay_on
from plong.libp2p.node import Node
from plong.protocol.libp2p.multiaddr import Multiaddr
from plong.protocol.libp2p.relay.hop import RelayChoices
from tests.interop.environment import node as js
from tests.interop.environment import py_libp2p
from tests.interop.programs import hear, result_of, running

pytestmark = pytest.mark.interop


@pytest.fixture
def relay(node: Node) -> Hop:
    return relay_on(node, RelayChoices())


async def test_one_calls_the_other_and_pings_it(relay: Hop, address: Multiaddr) -> None:
    async with running(py_libp2p(), "relayed.py", "called", str(address)) as called:
        where = await hear(called)
        assert where["isReserved"]
        assert relay.statistics.reservations == 1
        said = await result_of(py_libp2p(), "relayed.py", "caller", str(address), where["peer"])
        assert len(said["times"]) == 5
        assert relay.statistics.carried > 2 * 5 * 32


async def test_js_libp2p_calls_py_libp2p(relay: Hop, address: Multiaddr) -> None:
    async with running(py_libp2p(), "relayed.py", "called", str(address)) as called:
        where = f"{address}/p2p-circuit/p2p/{(await hear(called))['peer']}"
        said = await result_of(js(), "relayed.js", "caller", where)
        assert said["results"] == [True] * 5
        assert relay.statistics.circuits <= 1


async def test_py_libp2p_calls_js_libp2p(relay: Hop, address: Multiaddr) -> None:
    async with running(js(), "relayed.js", "called", str(address)) as called:
        peer = (await hear(called))["peer"]
        said = await result_of(py_libp2p(), "relayed.py", "caller", str(address), peer)
        assert len(said["times"]) == 5
        assert relay.statistics.circuits <= 1
