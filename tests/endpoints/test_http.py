"""The HTTP API."""

from tests.support.server import Server


async def test_ohai_makes_a_peer(server: Server) -> None:
    me = await server.ohai()
    assert len(me.private_id) == 86
    assert len(me.public_id) == 43
