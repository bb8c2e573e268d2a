"""Waits for what a server does in its own time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from plong.conformance.outcome import Mismatch

Found = TypeVar("Found")

_TRIES: Final = 20
_PAUSE: Final = 0.05
"""Seconds by which each wait is longer than the one before: less than ten seconds in all."""


async def eventually(
    look: Callable[[], Awaitable[Found]], expected: str, instead: str, pause: float = _PAUSE
) -> Found:
    """Return the first true thing that is found; raise `Mismatch` if none is in ten seconds."""
    for number in range(_TRIES):
        await asyncio.sleep(pause * number)
        if found := await look():
            return found
    raise Mismatch(expected, instead)
