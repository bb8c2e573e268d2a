"""Connections on which the other side opens what it likes."""

import asyncio

import pytest

from plong.conformance.lines import connect
from plong.conformance.outcome import Mismatch
from plong.conformance.tcp import open_tcp
from plong.libp2p.echo import echo_for
from plong.protocol.libp2p.echoing import Echoes
from tests.support.libp2p import address_of, has_proved, peering_of
from tests.support.server import running_server


async def test_streams_that_nobody_asked_for_come_to_an_end() -> None:
    async with running_server(mode="hl") as server, asyncio.timeout(5):
        node = peering_of(server).node
        pipe = await open_tcp("127.0.0.1", int(address_of(server).split("/")[4]))
        line = await connect(pipe, node.peer_id)
        await has_proved(server)
        [theirs] = node.connections
        for _ in range(65):
            theirs.open("/x/1.0.0", echo_for(Echoes()), lambda: None).reset()
        with pytest.raises(Mismatch, match="at most 64 streams that nobody has asked for"):
            await line.until(lambda: False, "an end")
        await pipe.close()
