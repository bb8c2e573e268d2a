"""Why a datagram, or something in it, is dropped: so that whoever looks may count it."""

from typing import Final

UNREADABLE: Final = "unreadable"
"""It is no array of messages, or one beyond the bounds."""
RATE_LIMITED: Final = "rate-limited"
"""Its source has had its answer a moment ago, or has caused as much arithmetic as it may."""
NO_ROOM: Final = "no-room"
"""Not even a cookie fits what may be said to a source that is not proved."""
