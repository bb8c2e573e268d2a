"""What foreign servers' answers mean to who knocks and to who acknowledges.

The four reference implementations serve different paths and answer with different statuses.
docs/wire/ping.md.
"""

from collections.abc import Mapping
from typing import Final

from plong.protocol.ping.models import Tier

PING: Final = "/ping"
PUBLIC: Final = "/ping/public"
USER: Final = "/ping/user"
PRIVATE: Final = "/ping/private"

ENDPOINTS: Final[Mapping[Tier, str]] = {
    Tier.PUBLIC: PING,
    Tier.USER: USER,
    Tier.PRIVATE: PRIVATE,
}
"""Where to knock first, by the doors that a sender may choose."""

_TIERS: Final[Mapping[str, Tier]] = {
    PUBLIC: Tier.PUBLIC,
    **{endpoint: tier for tier, endpoint in ENDPOINTS.items()},
}
_OTHER: Final[Mapping[str, str]] = {PING: PUBLIC, PUBLIC: PING}
_NOT_SERVED: Final = frozenset({404, 405})
_NOTHING_LEFT: Final = frozenset({404, 409, 410})


def is_success(status: int) -> bool:
    """Tell whether an HTTP status is a success; redirects, which lose a POST's body, are none."""
    return 200 <= status <= 299  # noqa: PLR2004  # RFC 9110 section 15.3


def tier_at(endpoint: str) -> Tier:
    """Return which door stands at a path."""
    return _TIERS[endpoint]


def fallback(endpoint: str, status: int) -> str | None:
    """Return the path to knock at instead, at once; None: wait for the next time.

    Only the public door has two paths: what is for another one must not come in by it.

    Args:
        endpoint: where the target was knocked at.
        status: its answer.
    """
    return _OTHER.get(endpoint) if status in _NOT_SERVED else None


def is_confirmed(status: int) -> bool:
    """Tell whether an acknowledgement need not be repeated.

    Who has pulled is right to acknowledge: 404 and 410 mean that the sender keeps nothing any
    more, 409 is how one of the implementations answers a second acknowledgement.
    """
    return is_success(status) or status in _NOTHING_LEFT
