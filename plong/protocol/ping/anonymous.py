"""What is passed on between an anonymous sender and whom it knocks at, and nothing else.

docs/wire/ping.md.
"""

from dataclasses import dataclass, replace
from typing import Final

from plong.protocol.errors import BadRequest
from plong.protocol.fields import Fields, parse_object
from plong.protocol.models import Answer, to_json
from plong.protocol.ping.address import read_address
from plong.protocol.ping.errors import SenderFailed
from plong.protocol.ping.knock import read_knock, read_payload_type
from plong.protocol.ping.models import Knock
from plong.protocol.ping.outbox import hash_of

_STATUSES: Final = range(200, 600)


@dataclass(frozen=True, slots=True)
class AnonymousKnock:
    """What an anonymous sender asks for."""

    target: str
    """The address to knock at, as written."""
    knock: Knock
    """What to say there; its origin is the true one."""


def read_anonymous(fields: Fields) -> AnonymousKnock:
    """Read the body of ``POST /anon``: ``target``, and ``ping``, a knock. Raise `BadRequest`."""
    target = fields.string("target")
    read_address(target, "target")
    ping = fields.get("ping")
    if not isinstance(ping, Fields):
        raise BadRequest("ping must be a JSON object.")
    return AnonymousKnock(target, read_knock(ping))


def knock_from(knock: Knock, origin: str) -> Knock:
    """Return the knock as if it came from this origin."""
    return replace(knock, origin=origin)


def outbox_body(ping_id: str, body: bytes, max_content: int) -> bytes:
    """Return what is passed on of a content that a sender served with status 200.

    Written anew: a field that PING does not have could say who the sender is.

    Args:
        ping_id: of the ping that was asked for.
        body: of the sender's answer.
        max_content: bytes of UTF-8 that a content may have.

    Raises:
        SenderFailed: it is no content, or too much of it.
    """
    try:
        fields = parse_object(body)
        content, payload_type = fields.string("content"), read_payload_type(fields)
    except BadRequest:
        raise SenderFailed("The sender's answer is no PING content.") from None
    if len(content.encode()) > max_content:
        raise SenderFailed(f"The sender's content is more than {max_content} bytes.")
    answer: Answer = {
        "ping_id": ping_id,
        "payload_type": payload_type,
        "content": content,
        "content_hash": hash_of(content),
    }
    return to_json(answer).encode("ascii")


def may_pass(status: int) -> bool:
    """Tell whether a stranger's status is one that ends an answer, so that it can be ours."""
    return status in _STATUSES
