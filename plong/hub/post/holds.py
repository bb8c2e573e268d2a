"""Keeping somebody at the door without a word: blocked, gone and wrong addresses look the same."""

import asyncio
from collections import Counter, OrderedDict

from plong.protocol.sources import address_key


class Holds:
    """Who is held, in the order in which they came.

    Args:
        seconds: how long each is held.
        total: how many are held at once; one more, and who came first is let go.
        per_address: likewise from one address (IPv6: one /64).
    """

    def __init__(self, seconds: float, total: int, per_address: int) -> None:
        self._seconds = seconds
        self._total = total
        self._per_address = per_address
        self._held: OrderedDict[asyncio.Event, str] = OrderedDict()
        self._counts: Counter[str] = Counter()
        self._has_ended = False

    def __len__(self) -> int:
        return len(self._held)

    def reconfigure(self, seconds: float, total: int, per_address: int) -> None:
        """Hold whoever comes from now on for so long, and so many."""
        self._seconds = seconds
        self._total = total
        self._per_address = per_address

    async def hold(self, source: str, since: float | None = None) -> None:
        """Return when the hold ends; then the connection is closed without a byte.

        To be cancelled when the client hangs up.

        Args:
            source: the IP address of who is held.
            since: when it came, on the loop's clock, so that how long the decision took does not
                show; None: now.
        """
        if self._has_ended:
            return
        until = (asyncio.get_running_loop().time() if since is None else since) + self._seconds
        end, address = asyncio.Event(), address_key(source)
        self._held[end] = address
        self._counts[address] += 1
        self._make_room(address)
        try:
            async with asyncio.timeout_at(until):
                await end.wait()
        except TimeoutError:
            pass
        finally:
            self._let_go(end)

    def end(self) -> None:
        """Let everybody go, and hold nobody any more, for the server stops."""
        self._has_ended = True
        for end in list(self._held):
            self._let_go(end)

    def _make_room(self, address: str) -> None:
        if self._counts[address] > self._per_address:
            self._let_go(next(end for end, held in self._held.items() if held == address))
        if len(self._held) > self._total:
            self._let_go(next(iter(self._held)))

    def _let_go(self, end: asyncio.Event) -> None:
        address = self._held.pop(end, None)
        end.set()
        if address is not None:
            self._counts[address] -= 1
            if not self._counts[address]:
                del self._counts[address]
