"""PING: what owners ask of their outbox and inbox."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from plong.config import Config
from plong.contracts.operation import Answer, Body, Operation, Query, answer_json
from plong.contracts.ownership import owned
from plong.contracts.recording import body_of
from plong.contracts.samples import ADDRESS, INCOMING, KNOCK, OUTGOING
from plong.contracts.schema import Schema, list_of, shape_of
from plong.contracts.strangers import DONE
from plong.contracts.words import PING, TEXT, states
from plong.endpoints.post.boxes import longest_send
from plong.hub.post.incomings import LONGEST_PAGE
from plong.protocol.errors import (
    BadRequest,
    InboxFull,
    OutboxFull,
    RateLimited,
    ServerFull,
    TooBig,
    TooSlow,
    Unavailable,
)
from plong.protocol.ping.answers import inbox_answer, pulled_answer, sent_answer
from plong.protocol.ping.delivery import ENDPOINTS
from plong.protocol.ping.errors import (
    AlreadyAcknowledged,
    ForbiddenTarget,
    Gone,
    HashMismatch,
    NoSuchPing,
    NotAllowedThere,
    NotYourOrigin,
    SenderFailed,
)
from plong.protocol.ping.models import ReceiverState, SenderState, Tier
from plong.protocol.ping.send import read_send

_NUMBER: Final[Mapping[str, object]] = {"type": "integer", "minimum": 0}
_LIMIT: Final[Mapping[str, object]] = {**_NUMBER, "default": LONGEST_PAGE}
_ORIGIN: Final = Query(
    name="origin", description="Whose ping is meant, where two senders used one id.", schema=TEXT
)
_PAGES: Final = (
    Query(name="after", description="Where the page before this one ended.", schema=_NUMBER),
    Query(name="limit", description=f"Rows, {LONGEST_PAGE} at most.", schema=_LIMIT),
)
_PULLED: Final = shape_of(
    {**PING, "content_hash": PING["expected"]}, pulled_answer(KNOCK, "What inspires your writing?")
)
_SEND: Final[Mapping[str, object]] = {
    "origin": ADDRESS,
    "target": ADDRESS,
    "payload_type": "ask",
    "content": "What inspires your writing?",
    "door": str(Tier.USER),
    "token": "t0ken",
}
_DOOR: Final[Mapping[str, object]] = {
    "enum": [str(tier) for tier in ENDPOINTS],
    "description": "Where to knock.",
}
_FOR_USERS: Final[Mapping[str, object]] = {
    "properties": {"door": {"const": str(Tier.USER)}},
    "required": ["door"],
}


def operations(config: Config) -> Sequence[Operation]:
    """Return what stands at the server's own address, and below that of each of its peers."""
    return (_send(config), _inbox(), _kept(), _pull(), _ignore())


def _send_schema(config: Config) -> Schema:
    read = partial(read_send, max_content=config.ping_content)
    content = {**PING["content"], "maxLength": config.ping_content}
    schema = body_of(read, _SEND, {**PING, "door": _DOOR, "content": content})
    required = [name for name in _names(schema) if name != "token"]
    without: Schema = {"properties": {"token": {"type": "null"}}}
    return {
        **schema,
        "required": required,
        "if": _FOR_USERS,
        "then": {"required": ["token"]},
        "else": without,
    }


def _names(schema: Schema) -> Sequence[str]:
    found = schema["required"]
    assert isinstance(found, list)
    return found


def _send(config: Config) -> Operation:
    words = {**PING, "state": states(SenderState)}
    return owned(
        method="POST",
        path="/send",
        name="send",
        summary="Put content into the outbox and knock for it.",
        body=Body(schema=_send_schema(config), most=longest_send(config), example=_SEND),
        answers=[answer_json("It is stored.", shape_of(words, sent_answer(OUTGOING)), 201)],
        refusals=(
            *(BadRequest, TooSlow, TooBig, NotYourOrigin, ForbiddenTarget),
            *(RateLimited, OutboxFull, Unavailable),
        ),
    )


def _inbox() -> Operation:
    words = {**PING, "state": states(ReceiverState)}
    schema = list_of(shape_of(words, *inbox_answer([INCOMING])))
    link = {"Link": {"type": "string", "description": "Where the next page is (RFC 8288)."}}
    answer = Answer(description="Who waits.", content={"application/json": schema}, headers=link)
    return owned(
        method="GET",
        path="/inbox",
        name="inbox",
        summary="Ask who waits, page by page.",
        query=_PAGES,
        answers=[answer],
        refusals=(BadRequest, Unavailable),
    )


def _kept() -> Operation:
    return owned(
        method="GET",
        path="/inbox/{ping_id}",
        name="kept",
        summary="Get again what was pulled, as long as it is kept.",
        query=[_ORIGIN],
        answers=[answer_json("What was pulled.", _PULLED)],
        refusals=(NoSuchPing, Unavailable),
    )


def _pull() -> Operation:
    return owned(
        method="POST",
        path="/pull/{ping_id}",
        name="pull",
        summary="Fetch what was announced, from its sender.",
        query=[_ORIGIN],
        answers=[answer_json("What they left.", _PULLED)],
        refusals=(
            *(NoSuchPing, AlreadyAcknowledged, Gone, HashMismatch, SenderFailed, NotAllowedThere),
            *(RateLimited, ServerFull, InboxFull, Unavailable),
        ),
    )


def _ignore() -> Operation:
    return owned(
        method="POST",
        path="/ignore/{ping_id}",
        name="ignore",
        summary="Want nothing of it; the sender hears nothing.",
        query=[_ORIGIN],
        answers=[DONE],
        refusals=(Unavailable,),
    )
