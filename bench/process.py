"""Child processes: started on their core, waited for, and always stopped."""

import json
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.machine import pinned_to

READY_TIMEOUT = 60.0
STOP_TIMEOUT = 10.0
LOG_TAIL = 2000
TICKS = os.sysconf("SC_CLK_TCK")
OF_THIS_BENCH: Mapping[str, str] = {"PYTHONPATH": str(Path(__file__).parents[1])}
"""Settings with which a child in a folder of its own finds the package `bench`."""


@dataclass(frozen=True)
class Child:
    """A program that runs beside the bench; all it prints goes to its log."""

    popen: subprocess.Popen[bytes]
    log: Path

    def _said(self) -> str:
        return self.log.read_text(errors="replace")

    def check_alive(self) -> None:
        """Raise RuntimeError, with the child's last words, if it has ended."""
        if self.popen.poll() is not None:
            raise self._failure("has ended")

    def wait_ready(self, pattern: str) -> re.Match[str]:
        """Wait until the child has printed a line that matches; return the match."""
        deadline = time.monotonic() + READY_TIMEOUT
        while time.monotonic() < deadline:
            if match := re.search(pattern, self._said(), re.MULTILINE):
                return match
            self.check_alive()
            time.sleep(0.01)
        raise self._failure("is not ready")

    def wait_done(self, timeout: float) -> None:
        """Wait until the child has ended well; raise RuntimeError if it has not."""
        with suppress(subprocess.TimeoutExpired):
            if self.popen.wait(timeout) == 0:
                return
        raise self._failure("did not end well")

    def _failure(self, what: str) -> RuntimeError:
        return RuntimeError(f"{self.popen.args!r} {what}:\n{self._said()[-LOG_TAIL:]}")

    def stop(self) -> None:
        """End the child, politely first."""
        self.popen.terminate()
        try:
            with suppress(subprocess.TimeoutExpired):
                self.popen.wait(STOP_TIMEOUT)
        finally:  # on a second Ctrl-C, too
            self.popen.kill()  # does nothing to one that has ended
            self.popen.wait()


@contextmanager
def running(
    command: Sequence[str],
    core: int | None,
    settings: Mapping[str, str] | None = None,
    plan: str = "",
) -> Iterator[Child]:
    """Run a program in a folder of its own, with `plan` as its input, for as long as the block."""
    with tempfile.TemporaryDirectory(prefix="plong-bench-") as name:
        folder = Path(name)
        (folder / "plan").write_text(plan)
        child = _start(command, core, {**os.environ, **(settings or {})}, folder)
        try:
            yield child
        finally:
            child.stop()


def _start(
    command: Sequence[str], core: int | None, environment: Mapping[str, str], folder: Path
) -> Child:
    log = folder / "log"
    with pinned_to(core), log.open("wb") as output, (folder / "plan").open("rb") as plan:
        popen = subprocess.Popen(
            command,
            stdin=plan,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**environment, "PYTHONUNBUFFERED": "1"},
            cwd=folder,
        )
    return Child(popen, log)


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def result_of(command: Sequence[str], core: int | None, plan: str = "") -> dict[str, Any]:
    """Run a program to its end and return the JSON object that it printed."""
    with pinned_to(core):
        done = subprocess.run(command, input=plan, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{Path(command[0]).name} failed: {done.stderr.strip()}")
    result: dict[str, Any] = json.loads(done.stdout)
    return result
