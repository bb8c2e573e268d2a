"""``POST /send``: an owner composes content and names who shall be knocked at."""

import re
from dataclasses import dataclass, field
from typing import Final

from plong.protocol.errors import BadRequest, TooBig
from plong.protocol.fields import Fields
from plong.protocol.ping.address import read_address
from plong.protocol.ping.delivery import ENDPOINTS
from plong.protocol.ping.knock import read_payload_type
from plong.protocol.ping.models import Tier

MAX_TOKEN: Final = 256
"""Characters of a token, which is another server's and may look different from ours."""

TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/-]+=*")
"""RFC 6750 section 2.1: ``b64token``."""


@dataclass(frozen=True, slots=True)
class Send:
    """What an owner asks for."""

    origin: str | None
    """The address to announce, as written; None: the owner's own."""
    target: str
    """The address to knock at, as written."""
    payload_type: str
    """What kind of content it is."""
    content: str
    """What the receiver may fetch."""
    door: Tier = Tier.PUBLIC
    """Where to knock: one of `ENDPOINTS`."""
    token: str | None = field(default=None, repr=False)
    """What to say at the door for users; None at the others."""


def read_send(fields: Fields, max_content: int) -> Send:
    """Read the body of ``/send``.

    Args:
        fields: the body.
        max_content: bytes of UTF-8 that a content may have.

    Raises:
        BadRequest: a field is missing or wrong.
        TooBig: the content is.
    """
    door = _read_door(fields)
    return Send(
        origin=_read_url(fields, "origin") if fields.get("origin") is not None else None,
        target=_read_url(fields, "target"),
        payload_type=read_payload_type(fields),
        content=_read_content(fields, max_content),
        door=door,
        token=_read_token(fields, door),
    )


def _read_url(fields: Fields, name: str) -> str:
    url = fields.string(name)
    read_address(url, name)
    return url


def _read_content(fields: Fields, max_content: int) -> str:
    content = fields.string("content")
    if len(content.encode()) > max_content:
        raise TooBig(f"content must be at most {max_content} bytes.")
    return content


def _read_door(fields: Fields) -> Tier:
    name = fields.string("door", default=Tier.PUBLIC)
    if name not in ENDPOINTS:
        raise BadRequest(f"door must be one of {', '.join(ENDPOINTS)}.")
    return Tier(name)


def _read_token(fields: Fields, door: Tier) -> str | None:
    """Return a token where there must be one; no sentence says what it is."""
    if door is not Tier.USER:
        if fields.get("token") is not None:
            raise BadRequest("token is for the door user only.")
        return None
    token = fields.string("token")
    if len(token) > MAX_TOKEN or not TOKEN.fullmatch(token):
        raise BadRequest(
            f"token must be 1 to {MAX_TOKEN} characters of A-Z a-z 0-9 - . _ ~ + /, perhaps with"
            " some = behind them."
        )
    return token
