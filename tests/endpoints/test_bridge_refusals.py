"""Who may not use the bridge, through both skins: the exact answers."""

import json
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.support.bridge import SETTINGS, bridged, open_bridge
from tests.support.raw import raw_client, upgrade
from tests.support.server import Server
from tests.support.skins import Skin

NOT_LOCAL = (
    403,
    "Only programs and pages on the server's own machine may use the bridge (bridge_allow).",
)
OFF = (404, 'LCDP is switched off on this server ("u" is not in its mode).')


def foreign(origin: str) -> tuple[int, str]:
    """Return the refusal of a page."""
    sentence = f"Pages of {origin!r} may not use the bridge; name their origin in bridge_origins."
    return 403, sentence


async def refusal(server: Server, path: str = "/wt", **headers: str) -> tuple[int, str]:
    """Ask for the bridge; return status and sentence of the refusal."""
    async with raw_client(server.port) as client:
        await client.send(upgrade(path, **headers))
        answer = await client.read_answer()
        return answer.status, answer.json["Error"]


async def test_foreign_pages_are_refused(skin: Skin) -> None:
    async with skin(**SETTINGS) as server:
        for origin in ("https://evil.example", "null", "http://localhost:1", "file://"):
            assert await refusal(server, Origin=origin) == foreign(origin)


async def test_own_pages_programs_and_named_pages_may_come(skin: Skin) -> None:
    async with skin(**SETTINGS, bridge_origins=["https://app.example"]) as server:
        own = f"http://localhost:{server.port}"
        origins: list[Any] = [None, own, "https://app.example"]
        for origin in origins:
            async with bridged(server, origin=origin):
                pass


async def test_the_relays_origins_are_not_the_bridges(skin: Skin) -> None:
    origin = "https://app.example"
    async with skin(**SETTINGS, allowed_origins=[origin]) as server:
        assert await refusal(server, Origin=origin) == foreign(origin)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"X-Forwarded-For": "192.0.2.1"},
        {"Forwarded": "for=192.0.2.1"},
        {"Via": "1.1 proxy"},
    ],
)
async def test_a_proxy_or_a_foreign_name_is_refused(skin: Skin, headers: dict[str, str]) -> None:
    async with skin(**SETTINGS, bridge_origins=["*"]) as server:
        assert await refusal(server, **headers) == NOT_LOCAL


async def test_clients_of_no_allowed_network_are_refused(skin: Skin) -> None:
    async with skin(**SETTINGS, bridge_allow=["192.0.2.0/24"]) as server:
        assert await refusal(server) == NOT_LOCAL
    async with skin(**SETTINGS, bridge_allow=[]) as server:
        assert await refusal(server) == NOT_LOCAL


async def test_without_u_the_bridge_is_switched_off(skin: Skin) -> None:
    async with skin(mode="hwx") as server:
        for path in ("/wt", "/wt/"):
            assert await refusal(server, path) == OFF
            answer = await server.http.get(path)
            assert (answer.status_code, answer.json()["Error"]) == OFF


async def test_a_request_that_is_no_upgrade_is_told_so(skin: Skin) -> None:
    async with skin(**SETTINGS) as server:
        answer = await server.http.get("/wt")
        assert answer.status_code == 426
        assert answer.headers["sec-websocket-version"] == "13"


async def test_a_connection_begins_with_get(skin: Skin) -> None:
    async with skin(**SETTINGS) as server:
        for path in ("/wt", "/ws", "/ws/x"):
            answer = await server.http.post(path)
            assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


@pytest.mark.parametrize("path", ["/wtx", "/wt/x", "/wt//", "/WT"])
async def test_there_is_no_bridge_at_other_paths(skin: Skin, path: str) -> None:
    async with skin(**SETTINGS) as server:
        with pytest.raises(InvalidStatus) as refused:
            await connect(server.ws_url + path)
        assert refused.value.response.status_code in {403, 404}


async def test_no_subprotocol_is_taken(skin: Skin) -> None:
    async with skin(**SETTINGS) as server:
        offers: Any = ["plong.2", "private.x"]
        async with open_bridge(server, subprotocols=offers) as connection:
            assert connection.subprotocol is None
            assert "YourEd25519" in json.loads(await connection.recv())[0]
