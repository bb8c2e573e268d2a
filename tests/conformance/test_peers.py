"""Peers that a check makes, and takes away again."""

import asyncio
from typing import Any

from plong.client.http import Reply
from plong.client.wire.address import read_address
from plong.conformance.asking import Asker
from plong.conformance.peers import Peers
from tests.conformance.visits import left_behind
from tests.support.server import Server


async def test_shared_peers_take_turns(server: Server) -> None:
    peers = Peers(Asker(read_address(server.url), print))
    seen = [(await peers.one()).public_id for _ in range(18)]
    assert len(set(seen)) == 6
    assert all(len(set(seen[at : at + 5])) == 5 for at in range(14))
    await peers.leave()
    assert await left_behind(server) == {"Peers": 0, "Identities": 0}


class Dawdler(Asker):
    """Has heard an answer, but not passed it on yet."""

    heard_one = asyncio.Event()

    async def ask(self, *question: Any, **more: Any) -> Reply:
        reply = await super().ask(*question, **more)
        self.heard_one.set()
        await asyncio.sleep(0)
        return reply


async def test_a_peer_that_is_just_being_made_is_taken_away_too(server: Server) -> None:
    asker = Dawdler(read_address(server.url), print)
    peers = Peers(asker)
    making = asyncio.create_task(peers.new())
    await asker.heard_one.wait()
    making.cancel()
    await asyncio.gather(making, return_exceptions=True)
    await peers.leave()
    assert await left_behind(server) == {"Peers": 0, "Identities": 0}
