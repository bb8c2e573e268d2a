"""The floors of the house hold: imports go down, rules are pure, files are read in few places."""

import ast
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache
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
    "plong.addressing": 0,
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
    "plong.background": 4,
    "plong.capacity": 4,
    "plong.peering": 4,
    "plong.posting": 4,
    "plong.relaying": 4,
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


@cache
def modules() -> Mapping[str, ast.Module]:
    """Return all modules, read when the first test runs, and not by who only collects tests."""
    return read_modules()


def floor(module: str) -> int:
    """Return the floor of a module: its own, or that of the nearest package that has one."""
    return FLOORS[module] if module in FLOORS else floor(package(module))


def package(module: str) -> str:
    return module.rpartition(".")[0]


def imported_modules(tree: ast.Module) -> Iterable[str]:
    """Return the modules of Plong that a module imports, or takes a name from."""
    names = (name for name in imports(tree) if name.split(".")[0] in {"plong", ""})
    return [name if name in modules() else package(name) for name in names]


def goes_down(module: str, imported: str) -> bool:
    """Tell whether the import is from a lower floor, or from the same package on this floor.

    A package within a package on the same floor may use the outer one, not the other way round.
    """
    room = module if package(imported) == module else package(module)  # a package is its own room
    near = package(imported) != "plong" and f"{room}.".startswith(f"{package(imported)}.")
    same_room = floor(module) == floor(imported) and (room == package(imported) or near)
    below = floor(imported) < floor(module) or (room, package(imported)) in STANDS_ON
    return below or same_room


def wrong(
    check: Callable[[str], Iterable[object]], names: Iterable[str]
) -> dict[str, list[object]]:
    """Return what a check finds in which modules, where it finds anything.

    Each test asks it of all: one for each module and rule were a third of the suite's tests.
    """
    found = {name: list(check(name)) for name in names}
    assert found, "there is none to look at"
    return {name: faults for name, faults in found.items() if faults}


def test_there_are_modules_on_every_floor() -> None:
    assert {floor(name) for name in modules()} == {0, 1, 2, 3, 4, 5}


def test_imports_go_down_the_floors_only() -> None:
    def up(name: str) -> Iterable[str]:
        return (other for other in imported_modules(modules()[name]) if not goes_down(name, other))

    assert wrong(up, modules()) == {}


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


def others_than(*known: str) -> Callable[[str], Iterable[str]]:
    """Return what finds the modules that one imports and does not know, by how they begin."""

    def find(name: str) -> Iterable[str]:
        return (other for other in imported_modules(modules()[name]) if not other.startswith(known))

    return find


def test_the_client_knows_nothing_of_the_server() -> None:
    others = wrong(others_than(*SHARED, "plong.client"), filter(is_client, modules()))
    assert {one for found in others.values() for one in found} == {"plong"}  # for its version


def is_command(module: str) -> bool:
    return module.startswith("plong.commands")


def is_check(module: str) -> bool:
    return module.startswith("plong.conformance")


def is_server(module: str) -> bool:
    others = is_client(module) or is_command(module) or is_check(module)
    return floor(module) < 5 and not others


def test_the_server_knows_nothing_of_client_and_commands() -> None:
    def theirs(name: str) -> Iterable[str]:
        return (other for other in imported_modules(modules()[name]) if not is_server(other))

    assert wrong(theirs, filter(is_server, modules())) == {}


def test_the_commands_know_nothing_of_the_server() -> None:
    others = others_than(*SHARED, "plong.client", "plong.commands", "plong.conformance")
    assert wrong(others, filter(is_command, modules())) == {}


CARRIERS = {
    *("plong.client.http", "plong.client.reasons", "plong.client.wire.address"),
    *("plong.client.wire.errors", "plong.client.wire.objects"),
}


LIBP2P = ("plong.protocol.libp2p", "plong.libp2p", "plong.noise")
"""And libp2p, which nobody writes a second time."""


def test_the_check_knows_neither_server_nor_client_but_how_http_is_carried() -> None:
    def others(name: str) -> Iterable[str]:
        strangers = {other for other in imported_modules(modules()[name]) if not is_check(other)}
        return {other for other in strangers - CARRIERS if not other.startswith(LIBP2P)}

    assert wrong(others, filter(is_check, modules())) == {}


def test_no_import_goes_in_a_circle() -> None:
    graph = {name: set(imported_modules(tree)) - {name} for name, tree in modules().items()}
    assert len(list(TopologicalSorter(graph).static_order())) == len(modules())


def impurities(tree: ast.Module) -> list[str]:
    """Return what gives a module I/O, clock, entropy or somebody else's code."""
    tops = {name.split(".")[0] for name in imports(tree)} - {"plong"}
    return [*clock_readings(tree), *sorted((tops & IMPURE) | (tops - sys.stdlib_module_names))]


def is_pure(module: str) -> bool:
    is_rule = floor(module) == 0 or module.startswith("plong.client.wire")
    return is_rule and module != "plong.unfinished"


def in_modules(check: Callable[[ast.Module], Iterable[str]]) -> Callable[[str], Iterable[str]]:
    """Return a check of modules that are given by name."""
    return lambda name: check(modules()[name])


def test_rules_and_decisions_have_no_input_output_clock_or_entropy() -> None:
    assert wrong(in_modules(impurities), filter(is_pure, modules())) == {}


def test_files_and_environment_are_read_in_few_places_which_do_read_them() -> None:
    assert set(wrong(in_modules(uses_of_files), modules())) == MAY_TOUCH_FILES


def test_no_module_has_a_global_that_can_change() -> None:
    assert wrong(in_modules(mutable_globals), modules()) == {}


def test_whatever_is_public_has_a_docstring() -> None:
    assert wrong(in_modules(undocumented), modules()) == {}


def test_only_the_clock_reads_the_time_that_somebody_may_set() -> None:
    # Its `now` never jumps, so neither does any lease, limit, cookie or schedule.
    readings = wrong(in_modules(wall_clock_readings), filter(is_server, modules()))
    assert set(readings) <= READ_WALL_CLOCK
    assert {one for found in readings.values() for one in found} == {"time.time"}


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


def test_every_module_is_named_in_the_plan() -> None:
    packages = {package(name) for name in modules()}
    assert [name for name in modules() if name not in packages and not is_in_the_plan(name)] == []


def is_in_the_plan(name: str) -> bool:
    stem = name.rpartition(".")[2]
    return any(f"`{word}" in ROWS for word in (f"{stem}`", f"{stem}.py`", *_beginnings(stem)))


def _beginnings(stem: str) -> Iterable[str]:
    """Return how the plan names modules that are many: by how they begin, or end."""
    begin, _, end = stem.rpartition("_")
    return (f"{begin}_…`", f"…_{end}`") if begin else ()
