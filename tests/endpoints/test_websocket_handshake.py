"""How a connection proves whose it is, through both skins."""

from typing import Any

import pytest
from websockets.asyncio.client import connect

from tests.support.server import Me, Server, barrier
from tests.support.talk import hear_close, hear_words

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOBODY = "A" * 86
NO_SUCH_PEER = (4004, "No such peer.")


def me_with(private_id: str) -> Me:
    return Me(private_id, "", "")


@pytest.mark.parametrize(
    "path", ["/ws", "/ws/", "/ws/x", f"/ws/{NOBODY}", f"/ws/{NOBODY}/x", "/ws/%FF", "/ws/%2e%2e"]
)
async def test_an_unknown_private_id_in_the_path_is_accepted_and_closed_with_4004(
    relay: Server, path: str
) -> None:
    async with connect(relay.ws_url + path) as connection:
        assert await hear_close(connection) == NO_SUCH_PEER


@pytest.mark.parametrize("private_id", ["", "x", NOBODY])
async def test_an_unknown_private_id_in_a_subprotocol_is_closed_with_4004(
    relay: Server, private_id: str
) -> None:
    async with relay.connect_2(me_with(private_id)) as connection:
        assert connection.subprotocol == "plong.2"
        assert await hear_close(connection) == NO_SUCH_PEER


@pytest.mark.parametrize(
    ("path", "offers", "accepted"),
    [
        ("/ws/{me}", [], None),
        ("/ws/{me}", ["plong.2"], "plong.2"),
        ("/ws/{me}", ["chat", "plong.2"], "plong.2"),
        ("/ws/{me}", ["chat"], None),
        ("/ws/{me}", ["private.{nobody}"], "private.{nobody}"),
        ("/ws", ["private.{me}"], "private.{me}"),
        ("/ws/", ["private.{me}"], "private.{me}"),
        ("/ws", ["private.{me}", "private.{nobody}"], "private.{me}"),
        ("/ws", ["private.{me}", "plong.2"], "plong.2"),
        ("/ws", ["plong.2", "private.{me}"], "plong.2"),
    ],
)
async def test_the_private_id_comes_by_path_or_subprotocol(
    relay: Server, path: str, offers: list[str], accepted: str | None
) -> None:
    ids = {"me": (await relay.ohai()).private_id, "nobody": NOBODY}
    subprotocols: Any = [offer.format(**ids) for offer in offers] or None
    url = relay.ws_url + path.format(**ids)
    async with connect(url, subprotocols=subprotocols, compression=None) as connection:
        assert connection.subprotocol == (accepted and accepted.format(**ids))
        if accepted == "plong.2":
            assert (await hear_words(connection))["Event"] == "welcome"
        await barrier(connection)
