"""The connections of one peer, made one after another."""

import asyncio
import random
import time
from collections.abc import Callable

from plong.client.socket import Socket
from plong.client.wire.address import Address
from plong.client.wire.backoff import Backoff
from plong.client.wire.errors import PlongError

Announce = Callable[[int, float], None]
"""Is called with each attempt to come back, counted from 1, and the seconds before it."""


class Redial:
    """Opens connections under one PrivateId, the later the more often they break."""

    def __init__(self, address: Address, private_id: str) -> None:
        self._address = address
        self._private_id = private_id
        self._backoff = Backoff(random.uniform)
        self._opened_at = time.monotonic()

    async def first(self, announce: Announce, *, patient: bool) -> Socket:
        """Connect; with ``patient`` try until it succeeds. Raise `PlongError`."""
        try:
            return await self._open()
        except PlongError as error:
            if not patient or error.code != "unreachable":
                raise
        return await self._keep_trying(announce)

    def put_off(self, seconds: float) -> None:
        """Learn that the server asks us to stay away for so long."""
        self._backoff.put_off(seconds)

    async def again(self, announce: Announce) -> Socket:
        """Connect after a break, however long it takes. Raise `PlongError`: it is for good."""
        self._backoff.stood(time.monotonic() - self._opened_at)
        return await self._keep_trying(announce)

    async def _keep_trying(self, announce: Announce) -> Socket:
        while True:
            attempt, wait = self._backoff.next()
            announce(attempt, wait)
            await asyncio.sleep(wait)
            try:
                return await self._open()
            except PlongError as error:
                if error.code != "unreachable":
                    raise

    async def _open(self) -> Socket:
        socket = await Socket.open(self._address, self._private_id)
        self._opened_at = time.monotonic()
        return socket
