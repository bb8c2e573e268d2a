"""How fast one connection may send: a token bucket that messages and bytes draw on alike."""

import asyncio
from collections.abc import Callable
from enum import Enum
from typing import Final

from plong.hub.connection import Connection
from plong.hub.yielding import Yielding
from plong.protocol.closes import TOO_FAST
from plong.protocol.errors import RateLimited
from plong.protocol.events import Undelivered

_BURST_SECONDS: Final = 2.0
_PATIENCE: Final = 5
"""How often in a row a client may be too fast before it is closed."""
_TURN_MESSAGES: Final = 128
"""Empty messages of one client, at most twice as many of which are handled in one turn."""
_HEAVY: Final = 32
"""Who has used more than one in so many tokens of the bucket is heavy."""
_LITTLE: Final = 8
"""They get one in so many of what others may use of a turn."""
_WARNING: Final = RateLimited("Sending too fast; slow down or be closed.")


class Verdict(Enum):
    """What to do with a client that has used up its allowance."""

    GO_ON = "there is time for more"
    YIELD = "it has had much of this turn; others first"
    WARN = "tell it, and wait"
    WAIT = "it was told; wait"
    CLOSE = "it was told, and waiting does not help"


class Pace:
    """The bucket of one connection.

    A message costs its bytes and, whatever its size, as many more as make ``messages_per_second``
    empty ones use up the rate: so both limits hold with one counter. Tokens are handed out by the
    ``allowance``, which the caller counts down; what was spent of it comes to account in `spend`.
    """

    __slots__ = (
        "_at",
        "_burst",
        "_most",
        "_rate",
        "_strikes",
        "_tokens",
        "_turn",
        "allowance",
        "is_heavy",
        "message_cost",
    )

    def __init__(self, messages_per_second: int, bytes_per_second: int, now: float) -> None:
        self._rate = bytes_per_second
        self._burst = int(bytes_per_second * _BURST_SECONDS)
        self._tokens = self._burst
        self._at = now
        self._strikes = 0
        self._turn = -1
        self.message_cost = max(1, bytes_per_second // messages_per_second)
        self._most = max(1, min(_TURN_MESSAGES * self.message_cost, self._burst // 4))
        self.allowance = self._most
        self.is_heavy = False
        """Whether it sends so much, or so fast, that others should come first."""

    def spend(self, tokens: int, now: float) -> None:
        """Take tokens out, after those have been put in that accrued since the last time."""
        accrued = int((now - self._at) * self._rate)
        self._at = now
        if self._tokens + accrued >= self._burst:
            self._strikes = 0
        self._tokens = min(self._tokens + accrued, self._burst) - tokens
        self.is_heavy = self._tokens < self._burst - self._burst // _HEAVY
        self.allowance = max(1, self._most // _LITTLE) if self.is_heavy else self._most

    def decide(self, turn: int) -> Verdict:
        """Decide what to do with the client in this turn of the event loop, and remember it."""
        last, self._turn = self._turn, turn
        if self._tokens >= 0:
            return Verdict.YIELD if turn == last else Verdict.GO_ON
        self._strikes += 1
        if self._strikes > _PATIENCE:
            return Verdict.CLOSE
        return Verdict.WARN if self._strikes == 1 else Verdict.WAIT

    def wait(self) -> float:
        """Return the seconds until the bucket is half full again."""
        return (self._burst / 2 - self._tokens) / self._rate


class Brake:
    """Lets one client have its turn, and slows down, warns and at last closes one too fast."""

    __slots__ = ("_connection", "_is_resting", "_now", "_turn", "_yielding", "pace")

    def __init__(
        self,
        pace: Pace,
        connection: Connection,
        now: Callable[[], float],
        turn: Callable[[], int],
        yielding: Yielding,
    ) -> None:
        self.pace = pace
        self._connection = connection
        self._now = now
        self._turn = turn
        self._yielding = yielding
        self._is_resting = False

    def press(self, left: int) -> int:
        """Act on a client that has ``left`` tokens of its allowance; return the next allowance."""
        self._connection.heard()  # its pong may stand behind much else
        self._spend(self.pace.allowance - left)
        if not self._is_resting:  # else what it sent before the hold is still coming in
            self._obey(self.pace.decide(self._turn()))
        return self.pace.allowance

    def _spend(self, tokens: int) -> None:
        was_heavy = self.pace.is_heavy
        self.pace.spend(tokens, self._now())
        if self.pace.is_heavy != was_heavy:
            self._connection.wire.read_little(is_little=self.pace.is_heavy)

    def _obey(self, verdict: Verdict) -> None:
        connection = self._connection
        match verdict:
            case Verdict.YIELD:
                self._begin_rest()
                self._yielding.wait(self._end_rest, is_heavy=self.pace.is_heavy)
            case Verdict.WARN:
                connection.listener.tell(Undelivered(_WARNING), connection)
                self._rest(self.pace.wait())
            case Verdict.WAIT:
                self._rest(self.pace.wait())
            case Verdict.CLOSE if connection.is_open:
                connection.listener.dismiss(TOO_FAST)
            case Verdict.CLOSE:
                connection.wire.abort()  # it was told to go, and goes on

    def _begin_rest(self) -> None:
        self._is_resting = True
        self._connection.hold()

    def _rest(self, seconds: float) -> None:
        self._begin_rest()
        asyncio.get_running_loop().call_later(seconds, self._end_rest)

    def _end_rest(self) -> None:
        self._is_resting = False
        self._connection.release()
