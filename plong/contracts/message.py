"""One kind of message over WebSocket: how its text looks, and what it says once it is read."""

import json
import re
from dataclasses import dataclass
from typing import Final

from plong.contracts.schema import Schema, Words, shape_of

TEXT_TYPE: Final = "text/plain; charset=utf-8"
JSON_TYPE: Final = "application/json"
BYTES_TYPE: Final = "application/octet-stream"
_NAMES: Final = ("Ok", "Event")
"""Fields that say what kind of words these are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one side may say."""

    name: str
    summary: str
    payload: Schema
    content_type: str = TEXT_TYPE
    after_escape: Schema | None = None
    """What stands behind ESC, read as JSON."""
    argument: Schema | None = None
    """What stands behind the verb, read as JSON."""
    example: str | None = None


def words_message(name: str, summary: str, words: Words, *texts: str) -> Message:
    """Return the message of which the server's own dialect has made these texts.

    Args:
        name: of the message.
        summary: what it says, for people.
        words: what fields look like.
        texts: what stands behind ESC: JSON objects that begin alike.
    """
    samples = [json.loads(text) for text in texts]
    first = next(iter(samples[0]))
    is_named = first in _NAMES
    begin = f'{{"{first}":' + (json.dumps(samples[0][first]) if is_named else "")
    fixed = {first: {"const": samples[0][first]}} if is_named else {}
    end = "[,}]" if is_named else ""
    return Message(
        name=name,
        summary=summary,
        payload={"type": "string", "pattern": rf"^\x1b{re.escape(begin)}{end}"},
        after_escape=shape_of({**words, **fixed}, *samples),
        example=f"\x1b{texts[0]}",
    )
