"""How much memory strangers can make the server hold, beside what its configuration allows."""

from bench.flood.measure import measure

__all__ = ["measure"]
