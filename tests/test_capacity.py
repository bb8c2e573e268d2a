"""The file limit is raised, and shared out."""

import resource

import pytest

from plong.capacity import fitted
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
    assert fitted(config).max_connections == connections
    assert files.limits[0] == soft


@pytest.mark.parametrize(
    ("configured", "is_said"),
    [(0, False), (32, False), (33, True)],  # 0.8 of 64, for which nobody asked, is more as well
)
def test_what_was_asked_for_and_cannot_be_had_is_said(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    configured: int,
    is_said: bool,
) -> None:
    files = Files(64, 64)
    monkeypatch.setattr(resource, "getrlimit", files.get)
    monkeypatch.setattr(resource, "setrlimit", files.set)
    assert fitted(make_test_config(max_connections=configured)).max_connections == 32
    assert ("but the system allows 64 open files: 32 connections" in caplog.text) == is_said
