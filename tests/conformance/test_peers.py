"""Peers that a check makes, and takes away again."""

import asyncio

from plong.client.wire.address import read_address
from plong.conformance.asking import Asker
from plong.conformance.peers import Peers
from tests.conformance.visits import left_behind
from tests.support.server import Server


def peers_at(server: Server) -> Peers:
    return Peers(Asker(read_address(server.url), print))


async def test_shared_peers_take_turns(server: Server) -> None:
    peers = peers_at(server)
    seen = [(await peers.one()).public_id for _ in range(18)]
    assert len(set(seen)) == 6
    assert all(len(set(seen[at : at + 5])) == 5 for at in range(14))
    await peers.leave()
    assert await left_behind(server) == {"Peers": 0, "Identities": 0}


async def test_a_peer_that_is_just_being_made_is_taken_away_too(server: Server) -> None:
    peers = peers_at(server)
    making = asyncio.create_task(peers.new())
    await asyncio.sleep(0)  # it has asked
    making.cancel()
    await asyncio.gather(making, return_exceptions=True)
    await peers.leave()
    assert await left_behind(server) == {"Peers": 0, "Identities": 0}
