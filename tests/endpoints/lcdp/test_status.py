"""``GET /status.json`` in the words of the swarm's other nodes."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from plong import __version__
from plong.endpoints.lcdp.status import status_answer
from plong.hub.swarm.status import ActivePeer, SwarmStatus
from plong.protocol.lcdp.models import Endpoint
from tests.support.server import Server, running_server

KEY, OTHER = bytes(31) + b"\1", bytes(31) + b"\xab"


def test_the_words_are_those_of_other_nodes() -> None:
    active = (ActivePeer(Endpoint("192.0.2.1", 24254), OTHER, 0.01234),)
    assert status_answer(SwarmStatus("0.1.0", KEY, 3, 2, active)) == {
        "version": "0.1.0",
        "public_key": "0x" + "00" * 31 + "01",
        "total_peers": 3,
        "unique_ips": 2,
        "active_peer_count": 1,
        "fast_peer_count": 1,
        "active_peers": [
            {"addr": "192.0.2.1:24254", "pub": "0x" + "00" * 31 + "ab", "delay_ms": 12.3}
        ],
    }


async def look(server: Server, **headers: str) -> dict[str, Any]:
    answer = await server.http.get("/status.json", headers=headers)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


async def test_a_server_says_where_its_node_listens() -> None:
    async with running_server(mode="hu") as server:
        assert server.swarm is not None
        for path in ("/", "/wuu2"):
            status = (await server.http.get(path)).json()
            assert status["Lcdp"] == {"Port": server.swarm.port}


async def test_a_server_says_who_its_node_is() -> None:
    async with running_server(mode="u") as server:
        assert server.swarm is not None
        assert await look(server) == {
            "version": __version__,
            "public_key": f"0x{server.swarm.key.hex()}",
            "total_peers": 0,
            "unique_ips": 0,
            "active_peer_count": 0,
            "fast_peer_count": 0,
            "active_peers": [],
        }


async def test_pages_of_any_origin_may_read_it() -> None:
    async with running_server(mode="u") as server:
        answer = await server.http.get("/status.json", headers={"Origin": "https://page.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


async def test_pages_that_may_not_use_the_server_may_not() -> None:
    async with running_server(mode="u", allowed_origins=["https://a.example"]) as server:
        answer = await server.http.get("/status.json", headers={"Origin": "https://page.example"})
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_the_free_room_is_told_where_files_are_shared(tmp_path: Path) -> None:
    async with running_server(mode="u", share_dir=str(tmp_path)) as server:
        free = (await look(server))["free_disk_bytes"]
    assert 0 < free <= shutil.disk_usage(tmp_path).total


async def test_nothing_is_told_of_a_folder_that_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    async with running_server(mode="u", share_dir=str(folder)) as server:
        folder.rmdir()
        assert "free_disk_bytes" not in await look(server)


async def test_a_server_without_lcdp_has_none(server: Server) -> None:
    answer = await server.http.get("/status.json")
    sentence = 'LCDP is switched off on this server ("u" is not in its mode).'
    assert (answer.status_code, answer.json()) == (404, {"Error": sentence})


@pytest.mark.parametrize("mode", ["u", "h"])
async def test_it_is_only_to_be_read(mode: str) -> None:
    async with running_server(mode=mode) as server:
        answer = await server.http.post("/status.json")
        assert answer.json() == {"Error": "This path does not take this method."}
        assert (await server.http.head("/status.json")).content == b""
