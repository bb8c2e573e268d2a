"""What a hostile peer of each kind does to a hundred pairs who talk beside it."""

from bench.hostile.measure import measure

__all__ = ["measure"]
