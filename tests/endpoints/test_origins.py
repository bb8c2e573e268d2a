"""Which pages may connect where origins are named, through both skins; what caches are told."""

from collections.abc import AsyncIterator

import pytest

from tests.support.raw import raw_client, upgrade
from tests.support.server import Server, running_server
from tests.support.skins import Skin

PAGE, OTHER = "https://plong.example", "https://other.example"
FOREIGN = [
    *("http://plong.example", "https://plong.example:8443", "https://plong.example:443"),
    *("HTTPS://PLONG.EXAMPLE", "https://plong.example/", "https://plong.example."),
    *(
        "https://plong.example.evil.example",
        "https://evil-plong.example",
        "https://x.plong.example",
    ),
    *("null", "", "*", "plong.example", f"{PAGE}, {OTHER}", f"{PAGE} {OTHER}", OTHER),
]


@pytest.fixture
async def named() -> AsyncIterator[Server]:
    """A server that names the pages that may use it."""
    async with running_server(allowed_origins=[PAGE]) as server:
        yield server


async def status(server: Server, path: str, *origins: str) -> int:
    """Ask for a WebSocket with these headers; return how that is answered."""
    request = upgrade(path)
    lines = "".join(f"Origin: {origin}\r\n" for origin in origins).encode()
    async with raw_client(server.port) as client:
        await client.send(request.replace(b"Upgrade: websocket", lines + b"Upgrade: websocket"))
        return (await client.read_answer()).status


@pytest.mark.parametrize("path", ["/ws", "/ws/x", "/"])
async def test_only_pages_of_a_named_origin_may_connect(skin: Skin, path: str) -> None:
    async with skin(mode="hwxl", allowed_origins=[PAGE]) as server:
        assert await status(server, path) == 101
        assert await status(server, path, PAGE) == 101
        assert {await status(server, path, origin) for origin in FOREIGN} == {403}
        for origins in ((PAGE, OTHER), (OTHER, PAGE), (OTHER, PAGE, OTHER)):
            assert await status(server, path, *origins) in {400, 403}  # uvicorn's own, or ours


async def test_every_page_may_where_none_is_named(skin: Skin) -> None:
    async with skin() as server:
        for origin in (PAGE, "null", ""):
            assert await status(server, "/ws", origin) == 101


@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_page_of_another_origin_reads_no_answer(origin: str, named: Server) -> None:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    for answer in (
        await named.http.get("/", headers={"Origin": origin}),
        await named.http.post("/whois", json={}, headers={"Origin": origin}),
        await named.http.options("/iam", headers=headers),
    ):
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_caches_are_told_that_pages_get_different_answers(
    named: Server, server: Server
) -> None:
    headers: dict[str, str] = {"Accept": "text/html"}
    for more in ({}, {"Origin": PAGE}):
        answer = await named.http.get("/", headers={**headers, **more})
        assert set(answer.headers["Vary"].split(", ")) == {"Accept", "Origin"}
    assert (await server.http.get("/", headers=headers)).headers["Vary"] == "Accept"
