"""The watchdog. That it bites, and what it says then, is in test_cli_drain."""

import logging
import os
import threading

import pytest

from plong.hub.limits import Tries
from plong.watchdog import Watchdog, busy_threads


def test_who_ends_in_time_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    bites: list[int] = []
    monkeypatch.setattr(os, "_exit", bites.append)
    before = set(threading.enumerate())
    with Watchdog() as watchdog:
        watchdog.arm(3600)
    for thread in set(threading.enumerate()) - before:
        thread.join(10)
        assert not thread.is_alive()
    assert bites == []


def test_who_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    bitten = threading.Event()
    monkeypatch.setattr(os, "_exit", lambda code: bitten.set() if code == 70 else None)
    monkeypatch.setattr(logging, "shutdown", lambda: None)  # the tests go on
    with Watchdog() as watchdog:
        watchdog.arm(0)
        assert bitten.wait(10)


class Hanging(str):
    """An address whose look-up takes for ever."""

    here: threading.Event
    over: threading.Event

    def __hash__(self) -> int:
        self.here.set()
        self.over.wait()
        return 0


def test_it_knows_where_a_thread_hangs() -> None:
    address = Hanging("192.0.2.1")
    address.here, address.over = threading.Event(), threading.Event()
    thread = threading.Thread(target=Tries(1).spend, args=(address, 0), name="one-of-ours")
    thread.start()
    assert address.here.wait(10)
    assert "one-of-ours in plong.hub.limits.Tries.spend" in busy_threads()
    address.over.set()
    thread.join()
