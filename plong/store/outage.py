"""What is said of a disk that fails: once when it begins, once when it is over."""

from typing import Final

CALM: Final = 5.0
"""Seconds without a failure after which a commit shows that the outage is over."""
_MOST_CAUSES: Final = 16
"""Causes told in one outage; there are not many more, but a log must not depend on that."""


class Outage:
    """Decides what the log hears of failing and succeeding transactions.

    A nearly full disk takes one transaction and refuses the next, thousands a second.
    """

    def __init__(self) -> None:
        self._causes: set[str] = set()
        self._refused = 0
        self._failed_at = 0.0

    def failed(self, cause: str, now: float) -> str | None:
        """Note that a transaction was refused; return what to say of it, if it is news."""
        self._refused += 1
        self._failed_at = now
        if cause in self._causes or len(self._causes) >= _MOST_CAUSES:
            return None
        self._causes.add(cause)
        return f"The store refuses transactions: {cause}. What asks for one is answered 503."

    def worked(self, now: float) -> str | None:
        """Note that something was written; return what to say of it, if it is news."""
        if not self._causes or now - self._failed_at < CALM:
            return None
        said = f"The store works again; transactions refused meanwhile: {self._refused}."
        self._causes.clear()
        self._refused = 0
        return said
