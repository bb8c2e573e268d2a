"""What a restart, and a wall clock that was set, may do to leases: nothing."""

from dataclasses import dataclass
from typing import Final

LEAST: Final = 1.0
"""Seconds; no answer promises more exactly than that, and clocks are corrected a little often."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What two clocks showed at one moment, in epoch seconds."""

    server_at: float
    """The server's, by which leases are kept: it never jumps."""
    wall_at: float
    """The machine's, which somebody may set."""

    @property
    def skew(self) -> float:
        """Seconds by which the machine's clock is ahead."""
        return self.wall_at - self.server_at


def shift_of(noted: Noted, wall_at: float) -> float:
    """Return the seconds to add to stored times, for a server that starts at ``wall_at``.

    Then each lease has as much left as it had at ``noted``, less the time since then. A clock that
    shows less than it did then was set back: nobody knows how long that took, so no time is
    counted. One that was set forward cannot be told from a server that was off for as long.
    """
    elapsed = max(0.0, wall_at - noted.wall_at)
    shift = wall_at - (noted.server_at + elapsed)
    return shift if abs(shift) >= LEAST else 0.0
