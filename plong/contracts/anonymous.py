"""PING: the proxy for those who do not say who they are."""

from collections.abc import Sequence
from typing import Final

from plong.contracts.operation import Answer, Body, Operation
from plong.contracts.recording import body_of
from plong.contracts.samples import ADDRESS, KNOCK
from plong.contracts.schema import Schema
from plong.contracts.strangers import CONTENT, KNOCK_WORDS, TAG, knock_schema
from plong.contracts.words import PING
from plong.protocol.errors import (
    BadRequest,
    InboxFull,
    RateLimited,
    ServerFull,
    TooBig,
    TooSlow,
    Unavailable,
)
from plong.protocol.fields import MAX_BODY
from plong.protocol.ping.anonymous import read_anonymous
from plong.protocol.ping.errors import Gone, NoSuchPing, SenderFailed, TargetFailed, UnsupportedType
from plong.protocol.ping.knock import knock_answer

_PASSED: Final = Answer(description="What was answered there: its status alone.", status=None)
_DONE: Final = Answer(description="It was taken there.", status=204)
_FETCHED: Final = Answer(description="The content.", content={"application/json": CONTENT})
_SEALED: Final = "/anon/{sealed}/outbox/{ping_id}"
_REFUSALS: Final = (NoSuchPing, Gone, TargetFailed, RateLimited, ServerFull, Unavailable)


def operations() -> Sequence[Operation]:
    """Return what stands below ``/anon``."""
    return (
        _knock(),
        _sealed("GET", _SEALED, "fetchSealed", "Fetch what was announced.", _FETCHED),
        _sealed("HEAD", _SEALED, "lookSealed", "Look; nothing moves.", _PASSED),
        _sealed("POST", f"{_SEALED}/ack", "acknowledgeSealed", "Say that it has arrived.", _DONE),
    )


def _schema() -> Schema:
    sample = {"target": ADDRESS, "ping": knock_answer(KNOCK)}
    schema = body_of(read_anonymous, sample, {**PING, **KNOCK_WORDS})
    properties = schema["properties"]
    assert isinstance(properties, dict)
    return {**schema, "properties": {**properties, "ping": knock_schema()}}


def _knock() -> Operation:
    return Operation(
        method="POST",
        path="/anon",
        name="knockAnonymously",
        tag=TAG,
        summary="Knock without saying who one is.",
        body=Body(schema=_schema(), most=MAX_BODY, is_any_type=False),
        answers=[_DONE, _PASSED],
        refusals=(
            *(BadRequest, TooSlow, TooBig, UnsupportedType, TargetFailed),
            *(InboxFull, RateLimited, ServerFull, Unavailable),
        ),
        is_ping=True,
    )


def _sealed(method: str, path: str, name: str, summary: str, answer: Answer) -> Operation:
    answers = [answer, *([] if answer is _PASSED else [_PASSED])]
    return Operation(
        method=method,
        path=path,
        name=name,
        tag=TAG,
        summary=summary,
        description="Passed on to the sender, whom this server alone can tell from the address.",
        answers=answers,
        refusals=(*_REFUSALS, SenderFailed) if method == "GET" else _REFUSALS,
        is_ping=True,
    )
