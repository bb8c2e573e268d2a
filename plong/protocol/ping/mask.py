"""Masks: addresses that an owner can give away and give up.

docs/wire/ping.md.
"""

from typing import Final

from plong.protocol.fields import Fields
from plong.protocol.ping.models import Mask

MAX_TTL: Final = 10 * 365 * 86400
"""Seconds."""


def read_mask(fields: Fields, mask_id: str, owner: str, now: float) -> Mask:
    """Read the body of ``POST /masks``: ``ttl`` (seconds) and ``single_pull``, both optional.

    Args:
        fields: the body.
        mask_id: 32 random bytes as base64url.
        owner: a PublicId, or `NODE`.
        now: epoch seconds.

    Raises:
        BadRequest: a field is of the wrong type.
    """
    ttl = fields.positive("ttl", MAX_TTL)
    return Mask(
        mask_id=mask_id,
        owner=owner,
        created_at=now,
        expires_at=None if ttl is None else now + ttl,
        single_pull=fields.flag("single_pull"),
    )


def takes_knock(mask: Mask, now: float) -> bool:
    """Tell whether a knock at the mask is its owner's; else nobody may tell that it ever was."""
    is_used_up = mask.single_pull and mask.used
    is_over = mask.expires_at is not None and now >= mask.expires_at
    return not (mask.revoked or is_used_up or is_over)
