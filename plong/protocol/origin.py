"""Which pages may use the server."""

from collections.abc import Collection


def is_allowed(origins: Collection[str], allowed: Collection[str]) -> bool:
    """Tell whether a request may be served.

    Args:
        origins: all that it says in ``Origin``, compared as they are; programs say none, and a
            browser one (RFC 6454 section 7.3).
        allowed: those of the operator (``allowed_origins``).
    """
    return "*" in allowed or all(origin in allowed for origin in origins)
