"""What became of a soak: its promises, and what has happened in it."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import uvloop

from bench.machine import cores, pinned_to
from bench.options import Options
from bench.report import Result, progress, verdict
from bench.soak.soak import Soak
from bench.soak.watch import FEWEST, MEBIBYTE, MOST_GROWTH, MOST_STORED, growth, memory_growths

HEADER: Final = ("promise", "found", "bound", "verdict")
Row = tuple[str, str, str, str]


def _promises(soak: Soak) -> Iterator[Row]:
    counts = soak.book.counts
    unaccounted = f"{counts['messages']:,} messages, {counts['errors']} errors"
    yield ("every message is accounted for", unaccounted, "0 errors", verdict(not counts["errors"]))
    for process, grown in memory_growths(soak.looks):
        yield _bounded(f"memory of process {process} does not grow", grown, MOST_GROWTH)
    if len(soak.looks) >= FEWEST:
        stored = growth([look.stored for look in soak.looks])
        yield _bounded("the store does not grow", stored, MOST_STORED)
    files, before = soak.files_after, soak.files_before
    yield ("files are closed", f"{files} open", f"<= {before}", verdict(files <= before))
    wrong = len(soak.house.wrong_lines)
    yield ("nothing is wrong in the log", f"{wrong} lines", "0", verdict(not wrong))
    slowest = max(soak.stops)
    yield ("a stop takes less than 10 s", f"{slowest:.2f} s", "< 10 s", verdict(slowest < 10))


def _bounded(what: str, grown: int, most: int) -> Row:
    found, bound = f"{grown / MEBIBYTE:+.2f} MiB", f"<= {most / MEBIBYTE:.0f} MiB"
    return (what, found, bound, verdict(grown <= most))


def _happenings(soak: Soak) -> Iterator[Row]:
    for what, count in sorted(soak.book.counts.items()):
        if what not in {"messages", "errors"}:
            yield (what, f"{count:,}", "", "")


def measure(options: Options) -> Result:
    """Soak the server for so many minutes with so many clients."""
    with (
        tempfile.TemporaryDirectory(prefix="plong-soak-") as folder,
        pinned_to(cores().generator),
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        soak = Soak(options, Path(folder))
        runner.run(soak.run())
    for words in (*soak.book.errors, *soak.house.wrong_lines):
        progress(f"soak: {words}")
    found = [*_promises(soak), *_happenings(soak)]
    title = f"A soak of {options.minutes:g} minutes with {options.clients:,} clients"
    looks = [[look.process, look.resident, look.files, look.stored] for look in soak.looks]
    raw = {"counts": dict(soak.book.counts), "looks": looks, "errors": soak.book.errors}
    return Result("soak", title, HEADER, found, raw)
