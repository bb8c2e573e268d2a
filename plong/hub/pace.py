"""How fast one connection may send: a token bucket that messages and bytes draw on alike."""

import asyncio
from collections.abc import Callable
from enum import Enum
from typing import Final

from plong.hub.flow import Held

_BURST_SECONDS: Final = 2.0
_PATIENCE: Final = 5
"""How often in a row a client may be too fast before it is closed."""


class Verdict(Enum):
    """What to do with a client whose bucket was empty."""

    GO_ON = "its tokens had only not been counted yet"
    WARN = "tell it, and wait"
    WAIT = "it was told; wait"
    CLOSE = "it was told, and waiting does not help"


class Pace:
    """The bucket of one connection.

    A message costs its bytes and, whatever its size, as many more as make ``messages_per_second``
    empty ones use up the rate: so both limits hold with one counter. The counter itself is the
    caller's, who touches it for every message; here is what happens when it is spent.
    """

    __slots__ = ("_at", "_burst", "_rate", "_strikes", "message_cost")

    def __init__(self, messages_per_second: int, bytes_per_second: int, now: float) -> None:
        self._rate = bytes_per_second
        self._burst = int(bytes_per_second * _BURST_SECONDS)
        self._at = now
        self._strikes = 0
        self.message_cost = max(1, bytes_per_second // messages_per_second)

    @property
    def burst(self) -> int:
        """Tokens in a full bucket, with which a connection begins."""
        return self._burst

    def refill(self, tokens: int, now: float) -> int:
        """Return ``tokens`` plus those that accrued since this was last asked."""
        accrued = int((now - self._at) * self._rate)
        self._at = now
        if tokens + accrued >= self._burst:
            self._strikes = 0
        return min(tokens + accrued, self._burst)

    def judge(self, tokens: int) -> Verdict:
        """Say what to do with a client that has ``tokens`` after a refill."""
        if tokens >= 0:
            return Verdict.GO_ON
        self._strikes += 1
        if self._strikes > _PATIENCE:
            return Verdict.CLOSE
        return Verdict.WARN if self._strikes == 1 else Verdict.WAIT

    def wait(self, tokens: int) -> float:
        """Return the seconds until the bucket is half full again."""
        return (self._burst / 2 - tokens) / self._rate


class Brake:
    """Slows down, warns and at last closes one client that sends too fast."""

    __slots__ = ("_close", "_connection", "_is_resting", "_now", "_pace", "_warn")

    def __init__(
        self,
        pace: Pace,
        connection: Held,
        now: Callable[[], float],
        *,
        warn: Callable[[], None],
        close: Callable[[], None],
    ) -> None:
        self._pace = pace
        self._connection = connection
        self._now = now
        self._warn = warn
        self._close = close
        self._is_resting = False

    def press(self, tokens: int) -> int:
        """Act on a client that has no tokens left; return how many it has after a refill."""
        if self._is_resting:  # what it sent before the hold is still coming in
            return tokens
        tokens = self._pace.refill(tokens, self._now())
        verdict = self._pace.judge(tokens)
        if verdict is Verdict.WARN:
            self._warn()
        if verdict is Verdict.CLOSE:
            self._close()
        elif verdict is not Verdict.GO_ON:
            self._rest(self._pace.wait(tokens))
        return tokens

    def _rest(self, seconds: float) -> None:
        self._is_resting = True
        self._connection.hold()
        asyncio.get_running_loop().call_later(seconds, self._end_rest)

    def _end_rest(self) -> None:
        self._is_resting = False
        self._connection.release()
