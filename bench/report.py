"""Figures as Markdown tables, and progress as lines on stderr."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

Runs = dict[str, list[dict[str, Any]]]
"""What the runs of each server found, by its name."""

FAILED = "falls short"
FINDINGS_HEADER = ("what", "measured", "target", "verdict")


@dataclass(frozen=True)
class Result:
    """What one measurement found: rows to read, and the raw figures."""

    name: str
    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    raw: dict[str, Any]

    @property
    def is_kept(self) -> bool:
        """Whether every row reaches its target."""
        return not any(FAILED in row for row in self.rows)


def finding(name: str, row: tuple[str, str, str, str], raw: dict[str, Any]) -> Result:
    """Return a result that is one line; such lines share a table."""
    return Result(name, "Size and resilience", FINDINGS_HEADER, [row], raw)


def median_rates(runs: Runs) -> dict[str, float]:
    """Return the median rate of each server."""
    return {name: median(run["rate"] for run in done) for name, done in runs.items()}


def verdict(reached: bool) -> str:
    """Return how a comparison with a target reads."""
    return "pass" if reached else FAILED


def progress(text: str) -> None:
    """Tell whoever waits; the tables alone go to stdout."""
    print(text, file=sys.stderr, flush=True)


def _markdown_row(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"


def _markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    rule = f"|{'|'.join('-' * (width + 2) for width in widths)}|"
    lines = [_markdown_row(header, widths), rule, *(_markdown_row(row, widths) for row in rows)]
    return "\n".join(lines)


def _section(results: Sequence[Result]) -> str:
    """Return one table of results that share title and header."""
    rows = [row for result in results for row in result.rows]
    return f"{results[0].title}:\n\n{_markdown_table(results[0].header, rows)}"


def report(machine: dict[str, str], results: Sequence[Result]) -> str:
    """Return all tables, under a line that says where they were made."""
    by_title: dict[str, list[Result]] = {}
    for result in results:
        by_title.setdefault(result.title, []).append(result)
    about = ", ".join(f"{key} {value}" for key, value in machine.items())
    return "\n\n".join([f"Measured on: {about}.", *map(_section, by_title.values())])
