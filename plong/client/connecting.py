"""The way in."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from plong.client.exchange import Exchange
from plong.client.http import say_ohai
from plong.client.me import Me
from plong.client.wire.address import Address, read_address
from plong.client.wire.backoff import delay
from plong.client.wire.errors import PlongError


@asynccontextmanager
async def connect(
    url: str,
    private_id: str | None = None,
    *,
    reconnect: bool = True,
    patient: bool = False,
) -> AsyncIterator[Me]:
    """Connect to a server for as long as an ``async with`` block lasts.

    Args:
        url: the server's base, such as ``https://example.org/plong``.
        private_id: the secret of a peer that was made before; None makes a new one.
        reconnect: whether to come back after a break.
        patient: whether to try until the server can be reached the first time too.

    Raises:
        PlongError: ``bad-request``, the URL is none; ``unreachable``; ``no-such-peer``, the
            server does not know the ``private_id`` (any more).
    """
    address = read_address(url)
    private_id = private_id or await _say_ohai(address, patient=patient)
    exchange = Exchange(address, private_id, reconnect=reconnect)
    await exchange.open(patient=patient)
    me = Me(address, exchange)
    try:
        yield me
    finally:
        await me.close()


async def _say_ohai(address: Address, *, patient: bool) -> str:
    attempt = 0
    while True:
        try:
            return await say_ohai(address)
        except PlongError as error:
            if not patient or error.code != "unreachable":
                raise
        await asyncio.sleep(delay(attempt, random.uniform))
        attempt += 1
