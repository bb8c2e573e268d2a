"""PING: what everybody may ask at an address."""

from collections.abc import Mapping, Sequence
from typing import Final

from plong.contracts.operation import Answer, Body, Operation, answer_json
from plong.contracts.recording import body_of
from plong.contracts.samples import KNOCK, OUTGOING
from plong.contracts.schema import ANYTHING, Schema, shape_of
from plong.contracts.words import PING
from plong.protocol.errors import (
    BadRequest,
    InboxFull,
    RateLimited,
    Refusal,
    TooBig,
    TooSlow,
    Unavailable,
)
from plong.protocol.fields import MAX_BODY
from plong.protocol.ping.errors import BadToken, Gone, NoSuchPing, NotPulled, UnsupportedType
from plong.protocol.ping.knock import knock_answer, read_knock
from plong.protocol.ping.outbox import outbox_answer

TAG: Final = "PING, for everybody"
KNOCK_WORDS: Final[Mapping[str, Schema]] = {
    **PING,
    "payload_type": {**PING["payload_type"], "description": "“ask” without."},
    "content_hash": {"pattern": "^([0-9A-Fa-f]{64})?$"},
    "size": {"description": "Bytes of the content's UTF-8: a hint, passed over if it is none."},
}
DONE: Final = Answer(description="Done.", status=204)
_TAKEN: Final = Answer(description="The knock is taken.", status=204)
_HELD: Final = Answer(
    description=(
        "Nobody is there who wants it. Plong's own server answers nothing at all here: it holds"
        " the connection for a while, then closes it. Other ASGI servers and proxies say 504."
    ),
    status=504,
)
_DOORS: Final = (
    ("/ping", "knock", "Knock at the public door.", False),
    ("/ping/public", "knockPublic", "Knock at the public door.", False),
    ("/ping/user", "knockUser", "Knock with a token that the owner gave out.", True),
    ("/ping/private", "knockPrivate", "Knock for content that only the owner can read.", False),
)
CONTENT: Final = shape_of({**PING, "content_hash": PING["expected"]}, outbox_answer(OUTGOING))


def knock_schema() -> Schema:
    """Return what is said at a door."""
    schema = body_of(read_knock, knock_answer(KNOCK), KNOCK_WORDS)
    properties = {**_properties(schema), "size": KNOCK_WORDS.get("size", ANYTHING)}
    return {**schema, "properties": properties}


def _properties(schema: Schema) -> dict[str, object]:
    found = schema["properties"]
    assert isinstance(found, dict)
    return found


def operations() -> Sequence[Operation]:
    """Return what stands at the server's own address, and below that of each of its tenants."""
    return (
        *(_knock(*door) for door in _DOORS),
        *(_outbox(method, name) for method, name in (("GET", "fetch"), ("HEAD", "look"))),
        _acknowledge(),
    )


def _knock(path: str, name: str, summary: str, wants_token: bool) -> Operation:
    wrong: tuple[type[Refusal], ...] = (BadRequest, TooSlow, TooBig, UnsupportedType)
    if wants_token:
        wrong = (*wrong, BadToken)
    return Operation(
        method="POST",
        path=path,
        name=name,
        tag=TAG,
        summary=summary,
        body=Body(
            schema=knock_schema(),
            most=MAX_BODY,
            example=knock_answer(KNOCK),
            is_any_type=False,
        ),
        answers=[_TAKEN, _HELD],
        refusals=(*wrong, RateLimited, InboxFull, Unavailable),
        security=["Token"] if wants_token else (),
        is_ping=True,
    )


def _outbox(method: str, name: str) -> Operation:
    answer = answer_json("The content, as long as nobody has acknowledged it.", CONTENT)
    return Operation(
        method=method,
        path="/outbox/{ping_id}",
        name=name,
        tag=TAG,
        summary="Fetch what was announced." if method == "GET" else "Look; nothing moves.",
        answers=[answer if method == "GET" else Answer(description="It is there.")],
        refusals=(NoSuchPing, Gone, Unavailable),
        is_ping=True,
    )


def _acknowledge() -> Operation:
    return Operation(
        method="POST",
        path="/outbox/{ping_id}/ack",
        name="acknowledge",
        tag=TAG,
        summary="Say that the content has arrived.",
        description="Whatever the body is, nobody reads it.",
        answers=[DONE],
        refusals=(NoSuchPing, NotPulled, Unavailable),
        is_ping=True,
    )
