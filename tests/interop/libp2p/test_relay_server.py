"""Two peers of js-libp2p meet through a whole server, whichever way each of them has come."""

import pytest

from tests.interop.environment import node as js
from tests.interop.programs import hear, result_of, running
from tests.support.libp2p import address_of, peering_of
from tests.support.skins import SKINS

pytestmark = pytest.mark.interop


@pytest.mark.parametrize("skin", SKINS)
@pytest.mark.parametrize(("called_by", "caller_by"), [("ws", "ws"), ("tcp", "ws"), ("ws", "tcp")])
async def test_they_meet(skin: str, called_by: str, caller_by: str) -> None:
    async with SKINS[skin](mode="hwxl") as server:
        there = address_of(server, called_by)
        async with running(js(), "relayed.js", "called", there) as called:
            said = await hear(called)
            assert f"{there}/p2p-circuit/p2p/{said['peer']}" in said["addresses"]
            where = f"{address_of(server, caller_by)}/p2p-circuit/p2p/{said['peer']}"
            heard = await result_of(js(), "relayed.js", "caller", where)
            assert heard["results"] == [True] * 5
            assert (heard["peer"], heard["isDirect"]) == (said["peer"], False)
            status = peering_of(server).status()
            assert status["Reservations"] == 1
            assert status["Carried"] != 0
