"""The JSON in which PING's owner routes answer. docs/wire/ping.md."""

import math
from collections.abc import Iterable, Sequence

from plong.protocol.errors import Refusal
from plong.protocol.models import Answer, rfc3339
from plong.protocol.ping.errors import HashMismatch
from plong.protocol.ping.knock import knock_answer
from plong.protocol.ping.models import Block, Incoming, Knock, Mask, Outgoing
from plong.protocol.ping.outbox import hash_of
from plong.protocol.ping.settings import Settings
from plong.protocol.ping.token import Token


def sent_answer(outgoing: Outgoing) -> Answer:
    """Answer ``POST /send``."""
    return {"ping_id": outgoing.ping_id, "state": outgoing.state}


def inbox_answer(incomings: Iterable[Incoming]) -> Sequence[Answer]:
    """Answer ``GET /inbox``."""
    return [_item(incoming) for incoming in incomings]


def _item(incoming: Incoming) -> Answer:
    return {
        **knock_answer(incoming.knock),
        "tier": incoming.tier,
        "state": incoming.state,
        "received_at": rfc3339(incoming.received_at),
    }


def pulled_answer(knock: Knock, content: str) -> Answer:
    """Answer ``POST /pull``."""
    return {
        "ping_id": knock.ping_id,
        "origin": knock.origin,
        "payload_type": knock.payload_type,
        "content": content,
        "content_hash": hash_of(content),
    }


def blocks_answer(blocks: Iterable[Block]) -> Sequence[Answer]:
    """Answer ``GET /block``, in the form in which ``POST /block`` takes each."""
    return [{block.kind: block.value} for block in blocks]


def mask_answer(mask: Mask, address: str) -> Answer:
    """Answer ``POST /masks``; ``GET /masks`` is a list of these. ``address`` is the mask's."""
    return {
        "mask_id": mask.mask_id,
        "address": address,
        "created_at": rfc3339(mask.created_at),
        "expires_at": None if mask.expires_at is None else rfc3339(mask.expires_at),
        "single_pull": mask.single_pull,
        "used": mask.used,
        "revoked": mask.revoked,
    }


def tokens_answer(tokens: Iterable[Token]) -> Sequence[Answer]:
    """Answer ``GET /tokens``."""
    return [_token(token) for token in tokens]


def new_token_answer(token: Token, secret: str) -> Answer:
    """Answer ``POST /tokens``: the only time that the token itself is said."""
    return {**_token(token), "token": secret}


def _token(token: Token) -> Answer:
    return {
        "token_id": token.token_id,
        "name": token.name,
        "created_at": rfc3339(token.created_at),
    }


def settings_answer(settings: Settings, address: str) -> Answer:
    """Answer ``GET /settings`` and ``POST /settings``; ``address`` is the owner's."""
    return {
        "address": address,
        "public": settings.public,
        "user": settings.user,
        "private": settings.private,
        "anonymous": settings.anonymous,
        "kept_for": _seconds(settings.kept_for),
    }


def _seconds(kept_for: float) -> float | None:
    """Return seconds without a needless fraction; None: for ever, which JSON has no number for."""
    if math.isinf(kept_for):
        return None
    return int(kept_for) if kept_for == int(kept_for) else kept_for


def refused_answer(refusal: Refusal) -> Answer:
    """Say no in PING's way: ``error``, its ``code``, and both hashes where they differ."""
    answer = {"error": str(refusal), "code": refusal.code}
    if isinstance(refusal, HashMismatch):
        answer |= {"expected": refusal.expected, "actual": refusal.actual}
    return answer
