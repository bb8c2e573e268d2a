"""How fast one connection may send: a token bucket that messages and bytes draw on alike."""

import asyncio
from collections.abc import Callable
from enum import Enum
from typing import Final

from plong.hub.flow import Held

_BURST_SECONDS: Final = 2.0
_PATIENCE: Final = 5
"""How often in a row a client may be too fast before it is closed."""
_TURN_MESSAGES: Final = 256
"""Empty messages that one client may send before the others have their turn."""


class Verdict(Enum):
    """What to do with a client that has used up its allowance."""

    GO_ON = "after the others"
    WARN = "tell it, and wait"
    WAIT = "it was told; wait"
    CLOSE = "it was told, and waiting does not help"


class Pace:
    """The bucket of one connection.

    A message costs its bytes and, whatever its size, as many more as make ``messages_per_second``
    empty ones use up the rate: so both limits hold with one counter. Tokens are handed out by the
    ``allowance``, which the caller counts down; what was spent of it comes to account in `spend`.
    """

    __slots__ = ("_at", "_burst", "_rate", "_strikes", "_tokens", "allowance", "message_cost")

    def __init__(self, messages_per_second: int, bytes_per_second: int, now: float) -> None:
        self._rate = bytes_per_second
        self._burst = int(bytes_per_second * _BURST_SECONDS)
        self._tokens = self._burst
        self._at = now
        self._strikes = 0
        self.message_cost = max(1, bytes_per_second // messages_per_second)
        self.allowance = max(1, min(_TURN_MESSAGES * self.message_cost, self._burst // 4))

    def spend(self, tokens: int, now: float) -> None:
        """Take tokens out, after those have been put in that accrued since the last time."""
        accrued = int((now - self._at) * self._rate)
        self._at = now
        if self._tokens + accrued >= self._burst:
            self._strikes = 0
        self._tokens = min(self._tokens + accrued, self._burst) - tokens

    def judge(self) -> Verdict:
        """Say what to do with the client now."""
        if self._tokens >= 0:
            return Verdict.GO_ON
        self._strikes += 1
        if self._strikes > _PATIENCE:
            return Verdict.CLOSE
        return Verdict.WARN if self._strikes == 1 else Verdict.WAIT

    def wait(self) -> float:
        """Return the seconds until the bucket is half full again."""
        return (self._burst / 2 - self._tokens) / self._rate


class Brake:
    """Lets one client have its turn, and slows down, warns and at last closes one too fast."""

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

    def press(self, left: int) -> int:
        """Act on a client that has ``left`` tokens of its allowance; return the next allowance."""
        self._pace.spend(self._pace.allowance - left, self._now())
        if not self._is_resting:  # else what it sent before the hold is still coming in
            self._obey(self._pace.judge())
        return self._pace.allowance

    def _obey(self, verdict: Verdict) -> None:
        if verdict is Verdict.WARN:
            self._warn()
        if verdict is Verdict.CLOSE:
            self._close()
        else:
            self._rest(0 if verdict is Verdict.GO_ON else self._pace.wait())

    def _rest(self, seconds: float) -> None:
        self._is_resting = True
        self._connection.hold()
        asyncio.get_running_loop().call_later(seconds, self._end_rest)

    def _end_rest(self) -> None:
        self._is_resting = False
        self._connection.release()
