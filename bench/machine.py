"""The machine: what it is, and which of its cores does what."""

import mmap
import os
import platform
import re
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

FILES_FOR_CONNECTIONS = 0.75
"""Share of a process's files that may be connections; Plong itself takes at most 0.8 of them."""


@dataclass(frozen=True)
class Cores:
    """One core for the server, another for what loads it. None: wherever the kernel likes."""

    server: int | None
    generator: int | None


def cores() -> Cores:
    """Return who runs where; with a single core everyone shares it."""
    allowed = sorted(os.sched_getaffinity(0))
    if len(allowed) < 2:
        return Cores(None, None)
    return Cores(server=allowed[0], generator=allowed[-1])


@contextmanager
def pinned_to(core: int | None) -> Iterator[None]:
    """Start children on `core`: they inherit what this process is bound to meanwhile."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, before if core is None else {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def affordable_connections(wanted: int) -> int:
    """Return how many of the wanted connections the hard file limit allows one process."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY:
        return wanted
    return min(wanted, int(hard * FILES_FOR_CONNECTIONS))


def resident_bytes(pid: int) -> int:
    """Return the memory that a process holds (VmRSS)."""
    return _status_bytes(pid, "VmRSS")


def peak_bytes(pid: int) -> int:
    """Return the most memory that a process has held since `forget_peak` (VmHWM)."""
    return _status_bytes(pid, "VmHWM")


def forget_peak(pid: int) -> None:
    """Count the most memory of a process from now on (proc(5): clear_refs)."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def open_files(pid: int) -> int:
    """Return how many files, sockets and the like a process has open."""
    return len([*Path(f"/proc/{pid}/fd").iterdir()])


def _status_bytes(pid: int, what: str) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    match = re.search(rf"^{what}:\s+(\d+) kB$", status, re.MULTILINE)
    if match is None:
        raise RuntimeError(f"process {pid} has no {what}: it has ended")
    return int(match[1]) * 1024


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used, its threads and the kernel included."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    user, system = after_name[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _cpu_model() -> str:
    match = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return match[1].strip() if match else platform.machine()


def _settings() -> str:
    """Return what the caller's environment sets for Plong: such figures are not the default's."""
    settings = (f"{key}={value}" for key, value in os.environ.items() if key.startswith("PLONG_"))
    return " ".join(sorted(settings)) or "default"


def describe() -> dict[str, str]:
    """Return what a reader must know to compare figures."""
    return {
        "cpu": _cpu_model(),
        "cores": str(len(os.sched_getaffinity(0))),
        "pinned": "no" if cores().server is None else "yes",
        "kernel": f"{platform.system()} {platform.release()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "settings": _settings(),
    }


def warm_memory() -> None:
    """Write once to nine tenths of what is free.

    A virtual machine gets memory from its host when it is first written to; that would be
    measured with the first files.
    """
    free = os.sysconf("SC_AVPHYS_PAGES") * mmap.PAGESIZE
    flags = mmap.MAP_SHARED | mmap.MAP_ANONYMOUS | mmap.MAP_POPULATE
    mmap.mmap(-1, free * 9 // 10, flags=flags).close()
