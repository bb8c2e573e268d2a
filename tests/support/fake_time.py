"""A wall clock that a test sets, for processes that are started meanwhile (libfaketime)."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

_LIBRARIES = Path("/usr/lib").glob("*/faketime/libfaketime.so.1")
LIBRARY = next(_LIBRARIES, None)


class WallClock:
    """The machine's clock as those processes see it; the monotonic one goes on as ever."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.set(0)

    def set(self, ahead: int) -> None:
        """Let it be so many seconds ahead of the true one."""
        new = self._file.with_suffix(".new")
        new.write_text(f"{ahead:+}\n")
        new.replace(self._file)


@pytest.fixture
def wall_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WallClock]:
    """A clock for all processes that the test starts."""
    if LIBRARY is None and "CI" not in os.environ:
        pytest.skip("libfaketime is missing: apt-get install faketime")
    assert LIBRARY is not None, "CI installs libfaketime"
    file = tmp_path / "faketime"
    clock = WallClock(file)
    settings = {
        "LD_PRELOAD": str(LIBRARY),
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    with monkeypatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        yield clock
