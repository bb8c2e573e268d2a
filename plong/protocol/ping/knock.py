"""``POST /ping``: the knock on the door.

PING Draft 0.1; which fields and types of body are taken, docs/wire/ping.md says.
"""

import re
from typing import Final

from plong.protocol.errors import BadRequest
from plong.protocol.fields import Fields
from plong.protocol.models import Answer, to_json
from plong.protocol.ping.address import read_address
from plong.protocol.ping.errors import UnsupportedType
from plong.protocol.ping.models import ASK, Knock

MAX_PAYLOAD_TYPE: Final = 256
"""Characters."""

PING_ID: Final = re.compile(r"[A-Za-z0-9._~-]{1,128}")
HASH: Final = re.compile(r"[0-9a-f]{64}")
_MAX_SIZE: Final = 2**63 - 1
_FORM: Final = "application/x-www-form-urlencoded"  # what curl -d sends unless told otherwise


def check_type(content_type: str | None) -> None:
    """Raise `UnsupportedType` unless a body of this Content-Type may be JSON."""
    name = (content_type or "").partition(";")[0].strip().lower()
    if name in {"", "application/json", _FORM} or name.startswith("text/"):
        return
    if not (name.endswith("+json") and "/" in name):
        raise UnsupportedType


def is_ping_id(text: str) -> bool:
    """Tell whether a ping may have this id.

    ``.`` and ``..`` are of the right letters, but in a URL they lead elsewhere.
    """
    return PING_ID.fullmatch(text) is not None and text not in {".", ".."}


def read_knock(fields: Fields) -> Knock:
    """Read the body of a knock; raise `BadRequest`. Fields that PING does not have are ignored."""
    return Knock(
        ping_id=_read_ping_id(fields),
        origin=_read_origin(fields),
        payload_type=read_payload_type(fields),
        content_hash=_read_hash(fields),
        size=_read_size(fields.get("size")),
    )


def knock_answer(knock: Knock) -> Answer:
    """Return the five fields of a knock, as they are also listed in an inbox."""
    return {
        "ping_id": knock.ping_id,
        "origin": knock.origin,
        "payload_type": knock.payload_type,
        "content_hash": knock.content_hash,
        "size": knock.size,
    }


def knock_body(knock: Knock) -> bytes:
    """Return what is posted to the target; what the sender did not say is not said."""
    said = {name: value for name, value in knock_answer(knock).items() if value is not None}
    return to_json(said).encode("ascii")


def read_payload_type(fields: Fields) -> str:
    """Read ``payload_type``, which may be missing or empty; raise `BadRequest`."""
    payload_type = fields.string("payload_type", default=ASK) or ASK
    if len(payload_type) > MAX_PAYLOAD_TYPE:
        raise BadRequest(f"payload_type must be at most {MAX_PAYLOAD_TYPE} characters.")
    return payload_type


def _read_ping_id(fields: Fields) -> str:
    ping_id = fields.string("ping_id")
    if not is_ping_id(ping_id):
        raise BadRequest("ping_id must be 1 to 128 characters of A-Z a-z 0-9 . _ ~ -")
    return ping_id


def _read_origin(fields: Fields) -> str:
    """Return the origin as it was written: its owner knows best how to ask there."""
    origin = fields.string("origin")
    read_address(origin)
    return origin


def _read_hash(fields: Fields) -> str | None:
    content_hash = fields.string("content_hash", default="").lower()
    if content_hash and not HASH.fullmatch(content_hash):
        raise BadRequest("content_hash must be 64 hexadecimal digits.")
    return content_hash or None


def _read_size(size: object) -> int | None:
    """Return a hint that makes sense, which nobody relies on."""
    if isinstance(size, int) and not isinstance(size, bool) and 0 <= size <= _MAX_SIZE:
        return size
    return None
