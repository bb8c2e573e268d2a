"""js-libp2p and py-libp2p against a whole server, at its TCP port and at `/` of its HTTP port."""

import re

import pytest

from tests.interop.environment import node as js
from tests.interop.environment import py_libp2p
from tests.interop.programs import result_of
from tests.support.libp2p import address_of, peering_of
from tests.support.server import running_server
from tests.support.skins import SKINS

pytestmark = pytest.mark.interop

DOORS = ("picows tcp", "picows ws", "portable ws")


@pytest.mark.parametrize("door", DOORS)
async def test_js_is_answered_as_it_should_be(door: str) -> None:
    skin, way = door.split()
    async with SKINS[skin](mode="hwxl") as server:
        address = address_of(server, way)
        said = await result_of(js(), "dial.js", "ping", address)
        assert (len(said["times"]), said["connections"]) == (5, 1)
        said = await result_of(js(), "dial.js", "pieces", address)
        assert said == {"early": 0, "isEchoed": True, "areEchoed": True, "end": "closed"}
        said = await result_of(js(), "dial.js", "half", address)
        assert said == {"end": "reset", "echoed": 0}
        said = await result_of(js(), "dial.js", "third", address)
        assert said == {"before": [True, True], "third": "reset", "after": [True, True]}


@pytest.mark.parametrize("way", ["tcp", "ws"])
async def test_js_is_told_who_the_server_is(way: str) -> None:
    async with running_server(mode="hwxl") as server:
        said = await result_of(js(), "dial.js", "identify", address_of(server, way))
        peering = peering_of(server)
        assert said["peer"] == str(peering.node.peer_id)
        assert re.fullmatch(r"/ip4/127\.0\.0\.1/tcp/\d+(/ws)?", said["observed"])
        signed = [f"{address}/p2p/{said['peer']}" for address in said["signed"]]
        assert signed == [*peering.addresses]


@pytest.mark.parametrize("door", DOORS)
async def test_py_is_answered(door: str) -> None:
    skin, way = door.split()
    async with SKINS[skin](mode="hwxl") as server:
        said = await result_of(py_libp2p(), "peer.py", "ping", address_of(server, way))
        assert len(said["times"]) == 5
