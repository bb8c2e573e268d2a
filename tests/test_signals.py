"""Signals. What they do to the command is in test_cli_end, test_cli_drain and test_cli_reload."""

import os
import signal

import pytest

import plong.signals


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
