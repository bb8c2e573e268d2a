"""Asked over the wire; what the answers follow from is tested beside its source."""

from pathlib import Path

import pytest

from plong.store.sqlite import SqliteStore
from tests.support.disk import SmallDisk, small_disk
from tests.support.server import Server, running_server

PATHS = ["/healthz", "/readyz"]


async def test_the_process_answers(server: Server) -> None:
    answer = await server.http.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"Healthy": True})


async def test_who_is_well_is_ready(server: Server) -> None:
    answer = await server.http.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"Ready": True})


async def test_who_drains_is_not_ready_but_healthy(server: Server) -> None:
    server.hub.is_draining = True
    answer = await server.http.get("/readyz")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json() == {"Ready": False, "Reasons": ["draining"]}
    assert (await server.http.get("/healthz")).status_code == 200


@pytest.mark.parametrize("mode", ["h", "w", "p", "u"])
@pytest.mark.parametrize("path", PATHS)
async def test_both_are_there_in_every_mode(mode: str, path: str) -> None:
    async with running_server(mode=mode) as server:
        assert (await server.http.get(path)).status_code == 200


@pytest.mark.parametrize("path", PATHS)
async def test_they_are_for_reading(server: Server, path: str) -> None:
    assert (await server.http.head(path)).status_code == 200
    assert (await server.http.post(path)).status_code == 405


async def test_who_asks_often_asks_no_store(tmp_path: Path) -> None:
    often = 50
    async with running_server(store=f"sqlite:{tmp_path / 'plong.db'}") as server:
        store = server.hub.directory._store
        assert isinstance(store, SqliteStore)
        before = store.statistics.questions
        for path in PATHS * often:
            await server.http.get(path)
        assert store.statistics.questions - before < often  # the server itself asks now and then


async def test_a_full_disk_makes_unready_until_there_is_room(tmp_path: Path) -> None:
    with small_disk(tmp_path) as disk:
        if not isinstance(disk, SmallDisk):
            pytest.skip("no disk can be mounted here, which takes root")
        async with running_server(store=f"sqlite:{disk.path}") as server:
            store = server.hub.directory._store
            assert isinstance(store, SqliteStore)
            await disk.fill(store)
            while (await server.http.get("/ohai")).status_code == 200:
                pass  # until what room the file had is used up
            assert (await server.http.get("/readyz")).json()["Reasons"] == ["store-unavailable"]
            assert (await server.http.get("/healthz")).status_code == 200
            await disk.free(store)
            for _ in range(2):
                await server.health.look()
            assert (await server.http.get("/readyz")).status_code == 200
