"""``/openapi.json`` and ``/asyncapi.json`` are served in every mode, and to every page."""

import dataclasses

import pytest

from tests.support.server import running_server
from tests.support.skins import Skin

PATHS = ["/openapi.json", "/asyncapi.json"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("mode", ["h", "x", "hwx"])
async def test_the_document_of_the_running_server_is_served(path: str, mode: str) -> None:
    async with running_server(mode=mode) as server:
        answer = await server.http.get(path, headers={"Origin": "https://elsewhere.example"})
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
        assert answer.headers["access-control-allow-origin"] == "*"
        told = answer.json()
        assert told["info"]["x-mode"] == mode
        assert str(server.port) in str(told["servers"])


@pytest.mark.parametrize("path", PATHS)
async def test_who_has_it_already_gets_no_second_copy(skin: Skin, path: str) -> None:
    async with skin() as server:
        etag = (await server.http.get(path)).headers["etag"]
        again = await server.http.get(path, headers={"If-None-Match": f'"other", W/{etag}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
        newer = await server.http.get(path, headers={"If-None-Match": '"other"'})
        assert newer.status_code == 200


@pytest.mark.parametrize("path", PATHS)
async def test_limits_that_change_while_the_server_runs_are_told(path: str, skin: Skin) -> None:
    async with skin(max_message=1000) as server:
        before = await server.http.get(path)
        server.hub.reconfigure(dataclasses.replace(server.hub.config, max_message=2000))
        known = {"If-None-Match": before.headers["etag"]}
        after = await server.http.get(path, headers=known)
        limits = [answer.json()["info"]["x-limits"] for answer in (before, after)]
        assert [told["MaxMessage"] for told in limits] == [1000, 2000]
        assert (await server.http.get(path, headers=known)).status_code == 200


async def test_json_is_read_whatever_a_body_says_it_is() -> None:
    async with running_server() as server:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = await server.http.post("/whois", content='{"Passphrase": "x"}', headers=form)
        assert answer.status_code == 404
