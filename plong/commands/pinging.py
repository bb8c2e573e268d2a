"""What every kind of target of ``plong ping`` offers."""

from collections.abc import Awaitable, Callable

Ask = Callable[[], Awaitable[float]]
"""Asks once; returns the seconds until the answer came. Waits for ever if none comes."""
