"""What an outbox serves, and what a puller makes of it.

docs/wire/ping.md.
"""

import hashlib
from typing import Final

from plong.protocol.errors import BadRequest
from plong.protocol.fields import parse_object
from plong.protocol.models import Answer
from plong.protocol.ping.errors import HashMismatch, SenderFailed
from plong.protocol.ping.models import Knock, Outgoing

_OK: Final = 200


def outbox_path(ping_id: str) -> str:
    """Return where, below an address, a ping's content is served. Ids need no escaping."""
    return f"/outbox/{ping_id}"


def ack_path(ping_id: str) -> str:
    """Return where, below an address, a ping is acknowledged."""
    return f"/outbox/{ping_id}/ack"


def hash_of(content: str) -> str:
    """Return what a ping carries as ``content_hash``."""
    return hashlib.sha256(content.encode()).hexdigest()


def outbox_answer(outgoing: Outgoing) -> Answer:
    """Serve a content: strings only, for one of the implementations reads nothing else."""
    return {
        "ping_id": outgoing.ping_id,
        "payload_type": outgoing.payload_type,
        "content": outgoing.content,
        "content_hash": outgoing.content_hash,
    }


def read_outbox(knock: Knock, status: int, body: bytes) -> str:
    """Return the content that a sender served; its other fields may be missing.

    Args:
        knock: the ping that was pulled.
        status: of the HTTP answer.
        body: of the HTTP answer, decompressed.

    Raises:
        SenderFailed: the answer is no content.
        HashMismatch: it is another one than announced.
    """
    if status != _OK:
        raise SenderFailed(f"The sender answered with status {status}.")
    try:
        content = parse_object(body).string("content")
    except BadRequest:
        raise SenderFailed("The sender's answer is no PING content.") from None
    _check_hash(knock.content_hash, hash_of(content))
    return content


def _check_hash(expected: str | None, actual: str) -> None:
    if expected is not None and expected != actual:
        raise HashMismatch(expected, actual)
