"""Epoch seconds that never jump."""

import time

import pytest

from plong.hub.clock import Clock


def test_it_starts_with_the_wall_time() -> None:
    before = time.time()
    now = Clock().now()
    assert before - 1 <= now <= time.time() + 1


def test_it_does_not_go_back(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    before = clock.now()
    monkeypatch.setattr(time, "time", lambda: 0.0)  # somebody sets the machine's clock
    after = clock.now()
    assert before <= after <= before + 5


def test_it_goes_on_as_fast_as_the_monotonic_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "monotonic", lambda: 100.0)
    clock = Clock()
    before = clock.now()
    monkeypatch.setattr(time, "monotonic", lambda: 107.5)
    assert clock.now() - before == pytest.approx(7.5)
