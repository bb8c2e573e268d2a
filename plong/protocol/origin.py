"""Which pages may use the server."""

from collections.abc import Collection


def is_allowed(origin: str | None, allowed: Collection[str]) -> bool:
    """Tell whether a request with this ``Origin`` may be served; programs send none."""
    return origin is None or "*" in allowed or origin in allowed
