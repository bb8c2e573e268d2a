"""When the clients of a server that restarts are asked to come back."""

from typing import Final

LEAST: Final = 0.4
"""Seconds that a new server needs to listen, or a little less."""
_SPREAD: Final = 1.0
"""Seconds over which many clients are spread; with `LEAST` and a client's own pause behind it no
link may be down for more than two."""
_MANY: Final = 2_000
"""Connections that need all of it: a server greets a few thousand a second."""


def reconnect_in(connections: int) -> tuple[float, float]:
    """Return the least and the most seconds to name to clients, of which there are so many."""
    return LEAST, LEAST + _SPREAD * min(1.0, connections / _MANY)
