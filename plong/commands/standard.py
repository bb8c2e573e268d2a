"""Standard input, output and error, any of which may be closed or lead to nobody."""

import os
import sys
from collections.abc import Mapping, Set
from typing import Final, TextIO

STDIN: Final = 0
STDOUT: Final = 1
STDERR: Final = 2

_STAND_INS: Final[Mapping[int, int]] = {
    STDIN: os.O_WRONLY,
    STDOUT: os.O_RDONLY,
    STDERR: os.O_WRONLY,
}
"""What is said to nobody may go nowhere; but what is to be read or kept must not be lost so."""


def fill_closed() -> Set[int]:
    """Open those that are closed, so that no socket takes their place; return which these were."""
    closed = {descriptor for descriptor in _STAND_INS if not _is_open(descriptor)}
    for descriptor in sorted(closed):  # the lowest free one is what the system gives
        os.set_inheritable(os.open(os.devnull, _STAND_INS[descriptor]), True)
    sys.stdout = sys.stdout or _writer(STDOUT)
    sys.stderr = sys.stderr or _writer(STDERR)
    return closed


def drop_unwritten() -> None:
    """Forget what cannot be written, of which Python would complain at its end."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            lead_nowhere(stream.fileno())


def lead_nowhere(descriptor: int) -> None:
    """Let its reader see the end; what is written from now on goes nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _writer(descriptor: int) -> TextIO:
    return open(descriptor, "w", closefd=False)
