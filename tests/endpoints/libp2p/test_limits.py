"""What one address may take of libp2p, over TCP and over WebSocket, and how it is counted."""

import pytest

from plong.libp2p.pinging import make_node
from tests.support.libp2p import WAYS, dialled, prove, read_to_the_end, stranger
from tests.support.server import Server, running_server

Refusals = dict[tuple[str, str], int]


def refusals(server: Server) -> Refusals:
    return {(str(way), reason): n for (way, reason), n in server.hub.tally.refusals.items()}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("limit", "reason"),
    [
        ("libp2p_handshakes_per_minute", "rate-limited"),
        ("libp2p_connections", "full"),
        ("libp2p_connections_per_address", "too-many"),
    ],
)
async def test_one_too_many_is_closed_and_counted_once(way: str, limit: str, reason: str) -> None:
    async with running_server(mode="hl", **{limit: 1}) as server, stranger(server, way) as first:
        await prove(first)
        async with stranger(server, way) as second:
            assert await read_to_the_end(second) == b""
        assert refusals(server) == {("libp2p", reason): 1}
        assert server.hub.tally.opened["libp2p"] == 2


@pytest.mark.parametrize("way", WAYS)
async def test_who_breaks_the_rules_is_closed_and_counted(way: str) -> None:
    async with running_server(mode="hl") as server, stranger(server, way) as pipe:
        await pipe.send(b"\x05nope\n")
        await read_to_the_end(pipe)
        assert refusals(server) == {("libp2p", "protocol-error"): 1}


async def test_who_leaves_was_not_refused() -> None:
    async with running_server(mode="hl") as server:
        node = make_node()
        connection = await dialled(node, server)
        connection.close()
        await node.close()
        assert refusals(server) == {}
