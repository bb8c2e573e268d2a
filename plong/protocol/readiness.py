"""Whether a server wants to be sent new clients: one table, asked by whoever asks for it."""

# Rule 1: who is not ready goes on serving those who are there; relaying needs no store.
# Rule 2: a reason ends by itself when its cause does; draining ends with the process.

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

DRAINING: Final = "draining"
STORE_UNAVAILABLE: Final = "store-unavailable"
LOOP_LAG: Final = "loop-lag"
REASONS: Final = (DRAINING, STORE_UNAVAILABLE, LOOP_LAG)

MOST_LAG: Final = 1.0
"""Seconds that everything may be late, for as long as `Condition.loop_lag` says."""
RETRY_AFTER: Final = 5
"""Seconds after which to ask again."""


@dataclass(frozen=True, slots=True)
class Condition:
    """How a server is just now."""

    is_draining: bool
    """It ends, and takes nobody new."""
    is_store_failing: bool
    """The last transaction that would have written something did not."""
    loop_lag: float
    """Seconds by which the event loop has been late, each of the last few times."""


def unready_reasons(condition: Condition) -> Sequence[str]:
    """Return why the server is not ready, as documented words; none: it is."""
    reasons = {
        DRAINING: condition.is_draining,
        STORE_UNAVAILABLE: condition.is_store_failing,
        LOOP_LAG: condition.loop_lag > MOST_LAG,
    }
    return [reason for reason, holds in reasons.items() if holds]
