"""What the process owes the system: its file limit. The rest is in test_cli."""

import resource
import socket

import pytest

import plong.server
from plong.server import serving
from plong.store.base import StoreError
from tests.support.server import make_test_config

INFINITY = resource.RLIM_INFINITY


class Files:
    """A system's file limit."""

    def __init__(self, soft: int, hard: int, *, most: int = 1 << 30) -> None:
        self.limits = (soft, hard)
        self._most = most

    def get(self, _: int) -> tuple[int, int]:
        return self.limits

    def set(self, _: int, limits: tuple[int, int]) -> None:
        if limits[0] > self._most:
            raise ValueError("not allowed to exceed maximum limit")
        self.limits = limits


@pytest.mark.parametrize(
    ("files", "configured", "soft", "connections"),
    [
        (Files(1024, 4096), 0, 4096, 3276),
        (Files(1024, INFINITY), 0, 1 << 20, 838860),
        (Files(1024, INFINITY, most=10000), 0, 1024, 819),
        (Files(1024, 4096), 7, 4096, 7),
        (Files(64, 64), 0, 64, 32),  # 51 would leave too few for all else
        (Files(64, 64), 1000, 64, 32),
        (Files(16, 16), 0, 16, 1),
    ],
)
def test_the_file_limit_is_raised_and_most_of_it_is_for_connections(
    monkeypatch: pytest.MonkeyPatch, files: Files, configured: int, soft: int, connections: int
) -> None:
    monkeypatch.setattr(resource, "getrlimit", files.get)
    monkeypatch.setattr(resource, "setrlimit", files.set)
    config = make_test_config(max_connections=configured)
    assert plong.server._max_connections(config) == connections
    assert files.limits[0] == soft


async def test_a_server_without_its_store_does_not_start() -> None:
    config = make_test_config(store="sqlite:/nowhere/plong.db")
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(StoreError):
        async with serving(config, listener):
            raise AssertionError("It started.")
