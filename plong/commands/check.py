"""``plong check``: whether a server keeps what docs/wire promises."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from plong.client.wire.address import read_address
from plong.commands.console import Console, Options
from plong.commands.exits import DONE, FAILED, USAGE, Failure
from plong.commands.report import Report
from plong.conformance.outcome import FAIL, PASS, SKIPPED, Result
from plong.conformance.row import Row
from plong.conformance.rows.book import WAYS, choose
from plong.conformance.suite import try_rows
from plong.conformance.visit import visiting

_WIDEST: Final = 22
"""Columns of the longest name."""


async def check(options: Options, console: Console) -> int:
    """Print a row for each promise; return the exit code. Raise `PlongError`, `Failure`."""
    rows, report, counts = _choose(options.only), console.report, Counter[str]()
    async with visiting(read_address(options.server), report.remark) as visit:
        async for result in try_rows(rows, visit):
            counts[result.outcome] += 1
            _show(result, report)
    summary = {"passed": counts[PASS], "failed": counts[FAIL], "skipped": counts[SKIPPED]}
    line = ", ".join(f"{number} {word}" for word, number in summary.items())
    report.result(f"{line}.", "checked", **summary)
    return FAILED if counts[FAIL] else DONE


def _choose(wishes: Sequence[str]) -> Sequence[Row]:
    try:
        return choose(wishes)
    except KeyError as error:
        known = ", ".join(WAYS)
        sentence = f"There is no row {error}; name one, or a way: {known}."
        raise Failure("bad-request", sentence, USAGE) from None


def _show(result: Result, report: Report) -> None:
    if report.is_json:
        report.result("", "row", **asdict(result))
    else:
        for line in _lines(result):
            report.result(line, "row")


def _lines(result: Result) -> Sequence[str]:
    mark = result.outcome.upper() if result.outcome == FAIL else result.outcome
    head = f"{mark:7}  {result.name:{_WIDEST}}  {result.title}"
    if result.outcome == FAIL:
        told = (f"expected {result.expected}", f"came     {result.came}")
        return (head, *(f"{'':9}{line}" for line in (*told, f"see docs/wire/{result.source}")))
    return (head, f"{'':9}({result.why})") if result.outcome == SKIPPED else (head,)
