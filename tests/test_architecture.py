"""The floors of the house hold: imports go down, rules are pure, files are read in few places."""

import ast
import sys
from collections.abc import Callable, Iterable
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import plong
from tests.support.source import (
    clock_readings,
    imports,
    mutable_globals,
    read_modules,
    undocumented,
    uses_of_files,
    wall_clock_readings,
)

FLOORS = {
    "plong": 0,
    "plong.config": 0,
    "plong.rules": 0,
    "plong.changes": 0,
    "plong.protocol": 0,
    "plong.store": 1,
    "plong.engine": 1,
    "plong.courier": 1,
    "plong.sealing": 1,
    "plong.journal": 1,
    "plong.noise": 1,
    "plong.lcdp": 1,
    "plong.libp2p": 1,
    "plong.unfinished": 0,
    "plong.swarming": 4,
    "plong.timekeeping": 4,
    "plong.client.wire": 1,
    "plong.client": 2,
    "plong.conformance": 3,
    "plong.hub": 2,
    "plong.endpoints": 3,
    "plong.contracts": 3,
    "plong.extras": 4,
    "plong.announcing": 4,
    "plong.app": 4,
    "plong.capacity": 4,
    "plong.peering": 4,
    "plong.posting": 4,
    "plong.services": 4,
    "plong.commands": 4,
    "plong.keeping": 4,
    "plong.listening": 4,
    "plong.logs": 4,
    "plong.reloading": 4,
    "plong.metering": 4,
    "plong.server": 4,
    "plong.signals": 4,
    "plong.watchdog": 4,
    "plong.settings": 4,
    "plong.cli": 5,
    "plong.__main__": 5,
}
STANDS_ON = {
    ("plong.libp2p", "plong.noise"),
    *(("plong.contracts", f"plong.endpoints{room}") for room in ("", ".lcdp", ".post")),
}
"""Rooms on one floor of which the first may use the second."""
IMPURE = {
    *("asyncio", "concurrent", "ctypes", "io", "logging", "multiprocessing", "os", "pathlib"),
    *("random", "secrets", "select", "selectors", "signal", "socket", "sqlite3", "ssl"),
    *("subprocess", "sys", "tempfile", "threading", "time", "uuid", "warnings"),
}
MAY_TOUCH_FILES = {
    *("plong.settings", "plong.cli", "plong.store.file", "plong.endpoints.web"),
    *("plong.client.parts", "plong.commands.passphrases", "plong.commands.send"),
    *("plong.commands.receive", "plong.commands.readable", "plong.commands.standard"),
    *("plong.commands.identities", "plong.commands.copying"),
    *("plong.commands.get", "plong.commands.share", "plong.lcdp.unfinished", "plong.unfinished"),
    "plong.hub.swarm.folder",
}
READ_WALL_CLOCK = {"plong.hub.clock", "plong.libp2p.pinging"}
"""The server's clock, and that of programs which ping."""
SHARED = ("plong.protocol", "plong.noise", "plong.lcdp", "plong.libp2p", "plong.unfinished")
"""What both houses are built with: rules, LCDP and libp2p as libraries, files not whole yet."""

MODULES = read_modules()
NAMES = sorted(MODULES)
PACKAGES = {name.rpartition(".")[0] for name in NAMES}


def floor(module: str) -> int:
    """Return the floor of a module: its own, or that of the nearest package that has one."""
    return FLOORS[module] if module in FLOORS else floor(package(module))


def package(module: str) -> str:
    return module.rpartition(".")[0]


def imported_modules(tree: ast.Module) -> Iterable[str]:
    """Return the modules of Plong that a module imports, or takes a name from."""
    names = (name for name in imports(tree) if name.split(".")[0] in {"plong", ""})
    return [name if name in MODULES else package(name) for name in names]


def goes_down(module: str, imported: str) -> bool:
    """Tell whether the import is from a lower floor, or from the same package on this floor.

    A package within a package on the same floor may use the outer one, not the other way round.
    """
    room = module if package(imported) == module else package(module)  # a package is its own room
    near = package(imported) != "plong" and f"{room}.".startswith(f"{package(imported)}.")
    same_room = floor(module) == floor(imported) and (room == package(imported) or near)
    below = floor(imported) < floor(module) or (room, package(imported)) in STANDS_ON
    return below or same_room


def test_there_are_modules_on_every_floor() -> None:
    assert {floor(name) for name in NAMES} == {0, 1, 2, 3, 4, 5}


@pytest.mark.parametrize("name", NAMES)
def test_imports_go_down_the_floors_only(name: str) -> None:
    up = [other for other in imported_modules(MODULES[name]) if not goes_down(name, other)]
    assert not up, f"{name} (floor {floor(name)}) imports {up}"


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("plong.protocol.link", "plong.config"),
        ("plong.config", "plong.settings"),
        ("plong.config", "plong.protocol.link"),
        ("plong.protocol.ids", "plong.protocol.ping.models"),
        ("plong.protocol.ping.models", "plong.config"),
        ("plong.store.memory", "plong.engine.base"),
        ("plong.hub.hub", "plong.endpoints.session"),
        ("plong.endpoints.http", "plong.app"),
    ],
)
def test_an_import_that_does_not_go_down_is_seen(module: str, imported: str) -> None:
    assert not goes_down(module, imported)
    assert imported_modules(ast.parse(f"def f():\n    from {imported} import x")) == [imported]


def is_client(module: str) -> bool:
    return module.startswith("plong.client")


@pytest.mark.parametrize("name", [*filter(is_client, NAMES)])
def test_the_client_knows_nothing_of_the_server(name: str) -> None:
    known = (*SHARED, "plong.client")
    others = [other for other in imported_modules(MODULES[name]) if not other.startswith(known)]
    assert set(others) <= {"plong"}  # for its version


def is_command(module: str) -> bool:
    return module.startswith("plong.commands")


def is_check(module: str) -> bool:
    return module.startswith("plong.conformance")


def is_server(module: str) -> bool:
    others = is_client(module) or is_command(module) or is_check(module)
    return floor(module) < 5 and not others


@pytest.mark.parametrize("name", [*filter(is_server, NAMES)])
def test_the_server_knows_nothing_of_client_and_commands(name: str) -> None:
    known = imported_modules(MODULES[name])
    assert all(is_server(other) for other in known)


@pytest.mark.parametrize("name", [*filter(is_command, NAMES)])
def test_the_commands_know_nothing_of_the_server(name: str) -> None:
    known = (*SHARED, "plong.client", "plong.commands", "plong.conformance")
    assert all(other.startswith(known) for other in imported_modules(MODULES[name]))


CARRIERS = {
    *("plong.client.http", "plong.client.reasons", "plong.client.wire.address"),
    *("plong.client.wire.errors", "plong.client.wire.objects"),
}


LIBP2P = ("plong.protocol.libp2p", "plong.libp2p", "plong.noise")
"""And libp2p, which nobody writes a second time."""


@pytest.mark.parametrize("name", [*filter(is_check, NAMES)])
def test_the_check_knows_neither_server_nor_client_but_how_http_is_carried(name: str) -> None:
    others = {other for other in imported_modules(MODULES[name]) if not is_check(other)}
    assert {other for other in others if not other.startswith(LIBP2P)} <= CARRIERS


def test_no_import_goes_in_a_circle() -> None:
    graph = {name: set(imported_modules(tree)) - {name} for name, tree in MODULES.items()}
    assert len(list(TopologicalSorter(graph).static_order())) == len(NAMES)


def impurities(tree: ast.Module) -> list[str]:
    """Return what gives a module I/O, clock, entropy or somebody else's code."""
    tops = {name.split(".")[0] for name in imports(tree)} - {"plong"}
    return [*clock_readings(tree), *sorted((tops & IMPURE) | (tops - sys.stdlib_module_names))]


PURE = [
    name
    for name in NAMES
    if (floor(name) == 0 or name.startswith("plong.client.wire")) and name != "plong.unfinished"
]


@pytest.mark.parametrize("name", PURE)
def test_rules_and_decisions_have_no_input_output_clock_or_entropy(name: str) -> None:
    assert impurities(MODULES[name]) == []


@pytest.mark.parametrize("name", [name for name in NAMES if name not in MAY_TOUCH_FILES])
def test_files_and_environment_are_read_in_few_places(name: str) -> None:
    assert list(uses_of_files(MODULES[name])) == []


@pytest.mark.parametrize("name", sorted(MAY_TOUCH_FILES))
def test_nobody_may_who_does_not(name: str) -> None:
    assert list(uses_of_files(MODULES[name]))


@pytest.mark.parametrize("name", NAMES)
def test_no_module_has_a_global_that_can_change(name: str) -> None:
    assert list(mutable_globals(MODULES[name])) == []


@pytest.mark.parametrize("name", NAMES)
def test_whatever_is_public_has_a_docstring(name: str) -> None:
    assert list(undocumented(MODULES[name])) == []


@pytest.mark.parametrize("name", [*filter(is_server, NAMES)])
def test_only_the_clock_reads_the_time_that_somebody_may_set(name: str) -> None:
    # Its `now` never jumps, so neither does any lease, limit, cookie or schedule.
    readings = list(wall_clock_readings(MODULES[name]))
    assert readings == ([] if name not in READ_WALL_CLOCK else ["time.time"] * len(readings))


Check = Callable[[ast.Module], Iterable[str]]

SEEN: list[tuple[Check, str, list[str]]] = [
    (impurities, "import asyncio.events", ["asyncio"]),
    (impurities, "from os import urandom", ["os"]),
    (impurities, "def f():\n    import time", ["time"]),
    (impurities, "import uvicorn", ["uvicorn"]),
    (impurities, "from datetime import datetime\ndatetime.now()", ["datetime.now"]),
    (impurities, "import json\nfrom plong.protocol import link", []),
    (uses_of_files, "open('x')", ["open"]),
    (uses_of_files, "Path('x').read_text()", ["Path('x').read_text"]),
    (uses_of_files, "os.environ['X']", ["os.environ"]),
    (uses_of_files, "from os import environ", ["environ"]),
    (uses_of_files, "sqlite3.connect('x')", ["sqlite3.connect"]),
    (uses_of_files, "store.open()\nPath('x')", []),
    (wall_clock_readings, "import time\ntime.time()\ntime.monotonic()", ["time.time"]),
    (wall_clock_readings, "from time import time, time_ns", ["time", "time_ns"]),
    (wall_clock_readings, "from datetime import datetime\ndatetime.now()", ["datetime.now"]),
    (mutable_globals, "X = {}", ["X"]),
    (mutable_globals, "X: Final = [1]", ["X"]),
    (mutable_globals, "X: Final[dict[str, int]] = {}", ["X"]),
    (mutable_globals, "X = collections.deque()", ["X"]),
    (mutable_globals, "X = 1\nX += 1", ["X"]),
    (mutable_globals, "class C:\n    x = []", ["x"]),
    (mutable_globals, "def f():\n    global X", ["X"]),
    (mutable_globals, "X: Final[Mapping[str, int]] = {}\nY = frozenset()\nZ = (1,)", []),
    (undocumented, "", ["the module"]),
    (undocumented, "'''M'''\nclass C: pass", ["C"]),
    (undocumented, "'''M'''\nclass C:\n    '''C'''\n    async def f(self): ...", ["C.f"]),
    (undocumented, "'''M'''\ndef f(): ...\ndef _g(): ...\nclass _C: ...", ["f"]),
]


@pytest.mark.parametrize(("check", "source", "seen"), SEEN)
def test_what_is_forbidden_is_seen(check: Check, source: str, seen: list[str]) -> None:
    assert list(check(ast.parse(source))) == seen


ROWS = (Path(plong.__file__).parents[1] / "docs" / "architecture.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in NAMES if name not in PACKAGES])
def test_every_module_is_named_in_the_plan(name: str) -> None:
    stem = name.rpartition(".")[2]
    assert any(f"`{word}" in ROWS for word in (f"{stem}`", f"{stem}.py`", *_beginnings(stem)))


def _beginnings(stem: str) -> Iterable[str]:
    """Return how the plan names modules that are many: by how they begin, or end."""
    begin, _, end = stem.rpartition("_")
    return (f"{begin}_…`", f"…_{end}`") if begin else ()
