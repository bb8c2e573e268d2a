"""Where a command reads and writes."""

from dataclasses import dataclass
from pathlib import Path

from plong.commands.pipes import Input, Output
from plong.commands.report import Report


@dataclass(frozen=True)
class Console:
    """Standard input, output and what is said to the person."""

    stdin: Input
    stdout: Output
    report: Report


@dataclass(frozen=True)
class Options:
    """What was asked for."""

    server: str
    passphrase: str
    """Empty: one is to be dealt."""
    files: tuple[Path, ...] = ()
    directory: Path = Path()
