"""Signals. What they do to the command is in test_cli_end, test_cli_drain and test_cli_reload."""

import asyncio
import os
import signal

import pytest

import plong.signals
from plong.signals import HangUps


def test_the_system_ends_a_process_that_is_told_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    assert plong.signals._last_resort() is signal.SIG_DFL
    monkeypatch.setattr(os, "getpid", lambda: 1)
    assert plong.signals._last_resort() is plong.signals.end_at_once


def test_process_1_which_the_system_spares_ends_itself_as_if_it_had_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    codes: list[int] = []
    monkeypatch.setattr(os, "_exit", codes.append)
    plong.signals.end_at_once(signal.SIGTERM, None)
    assert codes == [143]


async def test_a_hang_up_before_there_is_anything_to_reload_is_made_up_for() -> None:
    before = signal.getsignal(signal.SIGHUP)
    reloads: list[str] = []
    hang_ups = HangUps()
    try:
        signal.raise_signal(signal.SIGHUP)
        hang_ups.catch(lambda: reloads.append("once"))
        assert reloads == ["once"]
    finally:
        asyncio.get_running_loop().remove_signal_handler(signal.SIGHUP)
        signal.signal(signal.SIGHUP, before)
