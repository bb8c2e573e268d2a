"""The unit that docs/deploy/systemd.md has."""

import configparser
import socket
import subprocess
from collections.abc import Set

from tests.support.pages import fence


def service() -> configparser.SectionProxy:
    """Return its [Service]; of keys that are there twice, the last."""
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # as its documentation says
    unit.read_string(fence("systemd", "ini"))
    return unit["Service"]


def allowed_address_families() -> Set[int]:
    """Return what it lets sockets be of."""
    return {getattr(socket, name).value for name in service()["RestrictAddressFamilies"].split()}


def allowed_system_calls() -> Set[str]:
    """Return what its SystemCallFilter= lines leave, as systemd reads them, one by one."""
    key = "SystemCallFilter="
    allowed = _calls("@default")
    for line in fence("systemd", "ini").splitlines():
        if line.startswith(key):
            text = line.removeprefix(key)
            named = frozenset[str]().union(*map(_calls, text.removeprefix("~").split()))
            allowed = allowed - named if text.startswith("~") else allowed | named
    return allowed


def _calls(name: str) -> Set[str]:
    """Return the system calls of a group, and of the groups in it."""
    if not name.startswith("@"):
        return frozenset({name})
    command = ["systemd-analyze", "--no-pager", "syscall-filter", name]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    words = [line.strip() for line in said.splitlines()[1:]]
    names = (word for word in words if word and not word.startswith("#"))
    return frozenset[str]().union(*map(_calls, names))
