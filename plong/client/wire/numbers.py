"""Numbers that a server says, which may be none."""

from typing import Final, cast

_LEAST_SECONDS: Final = 0.1
_MOST_SECONDS: Final = 300.0
_MOST: Final = 2**53 - 1


def read_seconds(value: object) -> float:
    """Return how long to wait, neither so short nor so long that it does harm.

    Raises:
        ValueError: it is no number.
    """
    return float(min(max(read_number(value), _LEAST_SECONDS), _MOST_SECONDS))


def read_limit(value: object) -> int:
    """Return a limit, which is whole and at least 1. Raise `ValueError`: it is no number."""
    return int(min(max(read_number(value), 1), _MOST))


def read_number(value: object) -> int | float:
    """Return a number, be it infinite. Raise `ValueError`: it is none."""
    number = cast("float", value)
    if type(value) not in {int, float} or number != number:  # noqa: PLR0124 - only NaN does that
        raise ValueError(value)
    return number
