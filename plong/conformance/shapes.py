"""What values may look like."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Shape:
    """Values of one kind."""

    name: str
    """As it stands behind "expected"."""
    fits: Callable[[Any], bool]


Shapes = Mapping[str, Shape]
"""The fields that an object must have; others are not looked at."""


def like(name: str, pattern: str) -> Shape:
    """Return the strings that match all of a pattern."""
    whole = re.compile(pattern)
    return Shape(name, lambda value: isinstance(value, str) and bool(whole.fullmatch(value)))


def exactly(wanted: object) -> Shape:
    """Return this one value; true is not 1."""
    return Shape(repr(wanted), lambda value: type(value) is type(wanted) and bool(value == wanted))


def has_fields(shapes: Shapes) -> Shape:
    """Return the objects that have these fields."""
    name = "{" + ", ".join(f"{key}: {shape.name}" for key, shape in shapes.items()) + "}"
    return Shape(name, lambda value: isinstance(value, dict) and not wrong_fields(value, shapes))


def wrong_fields(value: Mapping[str, object], shapes: Shapes) -> list[str]:
    """Return the names of the fields that are missing or do not fit."""
    return [key for key, shape in shapes.items() if not shape.fits(value.get(key))]


def _is_time(value: object) -> bool:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
TEXT: Final = Shape("a text", lambda value: isinstance(value, str) and bool(value))
COUNT: Final = Shape("a whole number", lambda value: type(value) is int and value >= 0)
CODE: Final = like("a code in kebab-case", "[a-z0-9]+(-[a-z0-9]+)*")
FLAG: Final = Shape("true or false", lambda value: isinstance(value, bool))
PUBLIC_ID: Final = like("a PublicId (43 characters of base64url)", "[A-Za-z0-9_-]{43}")
PRIVATE_ID: Final = like("a PrivateId (86 characters of base64url)", "[A-Za-z0-9_-]{86}")
TIME: Final = Shape("a time of RFC 3339 in UTC", _is_time)
LIMITS: Final = has_fields(
    dict.fromkeys(
        (
            *("MaxMessage", "BufferSize", "BufferBytes", "MessagesPerSecond", "BytesPerSecond"),
            "IdentityTimeout",
        ),
        COUNT,
    )
)
"""Those that every server has."""
STATUS: Final[Mapping[str, Shape]] = {
    "Version": TEXT,
    "Mode": like("the letters of its mode", "[a-z]*"),
    "Status": has_fields({"Peers": COUNT, "Identities": COUNT}),
    "IdentityTimeout": COUNT,
}
PEER: Final[Mapping[str, Shape]] = {"PublicId": PUBLIC_ID, "Created": TIME}
"""As ``whois`` answers."""
