"""The last word of a stream's receiver."""

import asyncio
from contextlib import suppress
from typing import Final

from plong.client import Peer, PlongError

_LINGER: Final = 30.0
"""Seconds in which a friend who was away may come back."""
_ECHO: Final = 5.0
_PAUSE: Final = 0.5
"""Seconds to wait for a Pong, and before the next Ping."""


async def be_heard(friend: Peer) -> None:
    """Return when a friend has all that was said to them, or has left, or stays away too long.

    A friend who was away when ``Done`` was said offers again, and must find us still here.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(_LINGER):
            while True:
                if await _is_over(friend):
                    return
                await asyncio.sleep(_PAUSE)


async def _is_over(friend: Peer) -> bool:
    try:
        # Messages keep their order: behind the answer, what was said before has arrived.
        await asyncio.wait_for(friend.ping(), _ECHO)
    except PlongError as error:
        return error.code not in {"not-connected", "connection-lost"}
    except TimeoutError:
        return False
    return True
