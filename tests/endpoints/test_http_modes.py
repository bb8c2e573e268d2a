"""What ``mode`` leaves out is really off; ``/`` answers always."""

import itertools

import pytest

from tests.support.server import Server, running_server

MODES = ["".join(letters) for n in (1, 2, 3) for letters in itertools.combinations("hwx", n)]
HTTP_ROUTES = [
    ("GET", "/wuu2"),
    ("GET", "/ohai"),
    ("POST", "/ohai"),
    ("POST", "/iam"),
    ("POST", "/whois"),
    ("POST", "/obai"),
    ("DELETE", "/obai"),
]
HTTP_IS_OFF = {"Error": 'The HTTP API is switched off on this server ("h" is not in its mode).'}
WEBSOCKET_IS_OFF = {"Error": 'WebSocket is switched off on this server ("w" is not in its mode).'}
UPGRADE_REQUIRED = {"Error": "This path wants a WebSocket upgrade of version 13."}


async def check_http(server: Server, *, is_on: bool) -> None:
    for method, path in HTTP_ROUTES:
        answer = await server.http.request(method, path)
        if is_on:
            assert answer.status_code in (200, 400)
        else:
            assert (answer.status_code, answer.json()) == (404, HTTP_IS_OFF)


async def check_websocket(server: Server, *, is_on: bool) -> None:
    for path in ("/ws", "/ws/x"):
        answer = await server.http.get(path)
        if is_on:
            assert (answer.status_code, answer.json()) == (426, UPGRADE_REQUIRED)
            assert answer.headers["Upgrade"] == "websocket"
            assert answer.headers["Sec-WebSocket-Version"] == "13"
        else:
            assert (answer.status_code, answer.json()) == (404, WEBSOCKET_IS_OFF)


@pytest.mark.parametrize("mode", MODES)
async def test_a_mode_runs_its_features_and_no_others(mode: str) -> None:
    async with running_server(mode=mode) as server:
        answer = await server.http.get("/")
        assert (answer.status_code, answer.json()["Mode"]) == (200, mode)
        await check_http(server, is_on="h" in mode)
        await check_websocket(server, is_on="w" in mode)
