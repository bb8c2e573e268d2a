"""Which pages may read the answers."""

import httpx
import pytest

from tests.support.raw import raw_client
from tests.support.server import Server, running_server

PAGE = "https://page.example"
OTHER = "https://other.example"


async def preflight(server: Server, origin: str, method: str = "POST") -> httpx.Response:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "content-type, x-requested-with",
    }
    return await server.http.options("/iam", headers=headers)


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_a_preflight_allows_every_page_what_the_api_takes(
    server: Server, method: str
) -> None:
    answer = await preflight(server, PAGE, method)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert method in answer.headers["Access-Control-Allow-Methods"].split(", ")
    assert answer.headers["Access-Control-Allow-Headers"] == "content-type, x-requested-with"
    assert answer.headers["Access-Control-Max-Age"] == "86400"


async def test_answers_below_the_application_may_be_read_too(server: Server) -> None:
    async with raw_client(server.port) as client:
        await client.send(b"nonsense\r\n\r\n")
        answer = await client.read_answer()
        assert (answer.status, answer.headers["access-control-allow-origin"]) == (400, "*")


async def test_only_named_origins_may_read_where_origins_are_named() -> None:
    async with running_server(allowed_origins=[PAGE]) as server:
        assert (await preflight(server, PAGE)).headers["Access-Control-Allow-Origin"] == PAGE
        refused = await preflight(server, OTHER)
        assert refused.status_code == 400
        assert "Access-Control-Allow-Origin" not in refused.headers
        for origin, allowed in ((PAGE, PAGE), (OTHER, None), (None, None)):
            headers = {} if origin is None else {"Origin": origin}
            answer = await server.http.get("/", headers=headers)
            assert answer.status_code == 200
            assert answer.headers.get("Access-Control-Allow-Origin") == allowed


async def test_below_the_application_no_page_may_read_where_origins_are_named() -> None:
    async with running_server(allowed_origins=[PAGE]) as server, raw_client(server.port) as client:
        await client.send(b"nonsense\r\n\r\n")
        assert "access-control-allow-origin" not in (await client.read_answer()).headers
