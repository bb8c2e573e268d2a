"""Tries one row after another."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Final

from plong.conformance.outcome import FAIL, PASS, SKIPPED, Mismatch, NotTried, Result
from plong.conformance.row import Row
from plong.conformance.visit import Visit

_DEADLINE: Final = 240.0
"""Seconds for one row, waits that the server asks for included."""
_ATTEMPTS: Final = 3
_FEATURES: Final = {
    "h": "HTTP API",
    "w": "WebSocket",
    "x": "passthru",
    "p": "PING",
    "u": "LCDP",
    "l": "libp2p",
}.items()


async def try_rows(rows: Sequence[Row], visit: Visit) -> AsyncIterator[Result]:
    """Yield what each row found, as soon as it has."""
    for row in rows:
        if lacking := _explain_lacking(row, visit.mode):
            yield _result(row, SKIPPED, why=lacking)
        else:
            yield await _try(row, visit)


async def _try(row: Row, visit: Visit) -> Result:
    try:
        async with asyncio.timeout(_DEADLINE):
            await _check_patiently(row, visit)
    except Mismatch as mismatch:
        return _result(row, FAIL, expected=mismatch.expected, came=mismatch.came)
    except NotTried as reason:
        return _result(row, SKIPPED, why=str(reason))
    except TimeoutError:
        return _result(row, FAIL, expected="an end", came=f"none in {_DEADLINE:.0f} s")
    finally:
        await visit.close()
    return _result(row, PASS)


async def _check_patiently(row: Row, visit: Visit) -> None:
    """Try a row; try it again if it was only the server's limits that it met."""
    for _ in range(_ATTEMPTS):
        try:
            return await row.check(visit)
        except Mismatch:
            await visit.close()
            if not await visit.has_made_room(row.tries):
                raise
    raise NotTried("the server lets passphrases be tried too seldom")


def _explain_lacking(row: Row, mode: str) -> str:
    for letter, feature in _FEATURES:
        if letter in row.needs and letter not in mode:
            return f"the server's mode, {mode}, has no {letter} ({feature})"
    return ""


def _result(row: Row, outcome: str, **more: str) -> Result:
    return Result(row.name, row.title, row.source, row.quote, outcome, **more)
