"""What is said at the browsers' bridge to LCDP: arrays of messages, one name each."""

import json
from collections.abc import Iterable, Sequence
from typing import Final

from plong.contracts.message import JSON_TYPE, Message
from plong.contracts.samples import ENDPOINT, KEY
from plong.contracts.schema import Schema, object_of, shape_of
from plong.contracts.words import LCDP
from plong.protocol.lcdp.bridge import write_not_forwarded, write_received, write_your_key
from plong.protocol.lcdp.events import Received
from plong.protocol.lcdp.models import Forward
from plong.protocol.lcdp.reading import FROM_NODES, OVER_BRIDGE

_TEXT: Final = "[]"
_KNOWN: Final = Received(_TEXT, ENDPOINT, KEY, None, is_verified=True)
_GUESSED: Final = Received(_TEXT, ENDPOINT, None, KEY, is_verified=False)
_UNKNOWN: Final = Received(_TEXT, ENDPOINT, None, None, is_verified=False)
_FORWARD: Final = Forward(_TEXT, to=ENDPOINT, to_key=KEY)


def said_by_pages() -> Sequence[Message]:
    """Return what a page or program says."""
    names = "Forward, or a question of LCDP; what else stands there is passed over."
    return (
        Message(
            name="bridge.said",
            summary=f"An array of messages: {names}",
            payload=_array(_named(OVER_BRIDGE)),
            content_type=JSON_TYPE,
        ),
        Message(
            name="bridge.end",
            summary="An empty message ends the connection.",
            payload={"const": ""},
            content_type=JSON_TYPE,
        ),
    )


def heard_by_pages() -> Sequence[Message]:
    """Return what its node says to a page."""
    return (
        _word("bridge.key", "The node's key, first of all.", write_your_key(KEY)),
        _word("bridge.heard", "One datagram, or an array that was opened in it.", *_forwarded()),
        _word("bridge.refused", "A Forward was not sent.", write_not_forwarded(_FORWARD, "No.")),
        Message(
            name="bridge.answers",
            summary="Answers to questions, as a verified peer hears them.",
            payload=_array(_named(FROM_NODES)),
            content_type=JSON_TYPE,
        ),
    )


def _forwarded() -> Iterable[bytes]:
    return map(write_received, (_KNOWN, _GUESSED, _UNKNOWN))


def _word(name: str, summary: str, *texts: bytes) -> Message:
    samples = [json.loads(text)[0] for text in texts]
    array = {**_array(shape_of(LCDP, *samples)), "maxItems": 1}
    return Message(
        name=name,
        summary=summary,
        payload=array,
        content_type=JSON_TYPE,
        example=texts[0].decode(),
    )


def _array(item: Schema) -> Schema:
    return {"type": "array", "items": item, "minItems": 1}


def _named(names: Iterable[str]) -> Schema:
    """Return the objects with one of these names; docs/wire/lcdp.md says what is in them."""
    return {**object_of({name: {} for name in names}, []), "minProperties": 1, "maxProperties": 1}
