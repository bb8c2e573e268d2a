"""What the hub is lent for one client, and what a sender is to its receiver."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

Item = tuple[int, bytes, "Held | None"]
"""Kind, payload, and who must hear if it is not delivered."""


class Wire(Protocol):
    """What an endpoint lends to the hub: one client's connection."""

    def write(self, items: Sequence[Item]) -> None:
        """Write these messages in order; call `SendBuffer.pause` if they do not fit at once."""

    def pause_reading(self) -> None:
        """Stop reading from the client."""

    def resume_reading(self) -> None:
        """Read from the client again."""

    def read_little(self, *, is_little: bool) -> None:
        """Read less at a time from now on, for what one read brings is handled at once; or not."""

    def ping(self) -> bool:
        """Send a keepalive, whose answer `Connection.heard` takes; False if this wire has none."""

    def close(self, code: int, reason: str) -> None:
        """Close in good order, within the configured time."""

    def let_go_after(self, seconds: float) -> None:
        """End the connection unless it has ended by then; what the system has is still sent."""

    def trim(self) -> None:
        """Give back memory that is only kept for reads to come."""

    def abort(self) -> None:
        """Cut the connection now; what waits is lost."""


class Held(Protocol):
    """A sender as its receiver's buffer sees it."""

    def hold(self) -> None:
        """Send nothing more until as many `release` as `hold` have come."""

    def release(self) -> None:
        """Go on, as far as this holder is concerned."""

    def lost(self) -> None:
        """Hear that one message was not delivered."""
