"""How a row ends."""

from dataclasses import dataclass
from typing import Final

PASS: Final = "pass"  # noqa: S105 - no password
FAIL: Final = "fail"
SKIPPED: Final = "skipped"


class Mismatch(Exception):
    """The server does not do what docs/wire says."""

    def __init__(self, expected: str, came: str) -> None:
        super().__init__(f"expected {expected}; came {came}")
        self.expected = expected
        self.came = came


class NotTried(Exception):
    """A row does not apply to this server, or lacks what it builds upon. It says why."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one row found."""

    name: str
    title: str
    source: str
    """The page of docs/wire whose words are checked."""
    quote: str
    """These words."""
    outcome: str
    """`PASS`, `FAIL` or `SKIPPED`."""
    expected: str = ""
    came: str = ""
    why: str = ""
