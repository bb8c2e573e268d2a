"""``plong inbox``: what waits for us."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from plong.client import Waiting
from plong.commands.amounts import size_text
from plong.commands.console import Console, Options
from plong.commands.exits import DONE
from plong.commands.ownership import being_ourselves
from plong.commands.printable import printable
from plong.commands.report import Report

_HEAD: Final = ("ID", "RECEIVED", "SIZE", "TYPE", "FROM")
_LONGEST: Final = 20
"""Columns of a stranger's word in the table, unless it is what one has to know in full."""


async def inbox(options: Options, console: Console) -> int:
    """List what waits, the oldest first; return the exit code.

    Raise `PlongError`, `Failure`, `OSError`.
    """
    report = console.report
    async with being_ourselves(options, report) as me:
        waiting = await me.inbox()
        report.show("address", address=me.address)
    if not waiting:
        report.remark("Nothing waits for you.")
    elif report.is_read_by_a_person and not report.is_json:
        _draw(waiting, report)
    else:
        for ping in waiting:
            report.result(_line(ping), "ping", **_fields(ping))
    return DONE


def _fields(ping: Waiting) -> dict[str, object]:
    return {**asdict(ping), "received_at": ping.received_at.isoformat()}


def _line(ping: Waiting) -> str:
    """Return fields between blanks; a stranger may put blanks into the last one only."""
    received = ping.received_at.isoformat(timespec="seconds")
    size = "-" if ping.size is None else str(ping.size)
    known = (ping.ping_id, received, size, ping.tier, ping.state)
    return " ".join((*known, ping.origin, ping.payload_type))


def _draw(waiting: Sequence[Waiting], report: Report) -> None:
    rows = [_HEAD, *map(_row, waiting)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        report.result("  ".join(cells).rstrip(), "ping")


def _row(ping: Waiting) -> tuple[str, ...]:
    received = f"{ping.received_at.astimezone():%Y-%m-%d %H:%M}"
    size = "" if ping.size is None else size_text(ping.size)
    word = printable(ping.payload_type)
    word = word if len(word) <= _LONGEST else f"{word[: _LONGEST - 1]}…"
    return printable(ping.ping_id), received, size, word, printable(ping.origin)
