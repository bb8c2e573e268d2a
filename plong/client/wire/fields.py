"""Fields of JSON that the server answers, read strictly."""

import json
import math
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from plong.client.wire.errors import PlongError
from plong.client.wire.numbers import read_number

Read = TypeVar("Read")


class Fields:
    """A JSON object. What it should have and has not is a `PlongError`: ``bad-answer``."""

    def __init__(self, value: object) -> None:
        if not isinstance(value, dict):
            raise _bad_answer("an object", value)
        self._values = value

    def get(self, name: str, read: Callable[[object], Read]) -> Read:
        """Return a field as ``read`` takes it, which raises `ValueError` for what it is not."""
        value = self._values.get(name)
        try:
            return read(value)
        except ValueError:
            raise _bad_answer(name, value) from None


def read_json(body: bytes) -> object:
    """Return what a body says. Raise `PlongError`: ``bad-answer``, it is no JSON in UTF-8."""
    try:
        return json.loads(body.decode())
    except (ValueError, RecursionError):
        raise _bad_answer("JSON", body) from None


def read_list(body: bytes, read: Callable[[Fields], Read]) -> list[Read]:
    """Return a JSON list of objects. Raise `PlongError`: ``bad-answer``."""
    values = read_json(body)
    if not isinstance(values, list):
        raise _bad_answer("a list", values)
    return [read(Fields(value)) for value in values]


def text(value: object) -> str:
    """Return a text that UTF-8 can say. Raise `ValueError`."""
    if not isinstance(value, str):
        raise ValueError(value)  # noqa: TRY004 - one error for all that is wrong
    value.encode()  # a lone surrogate is no text
    return value


def flag(value: object) -> bool:
    """Return a boolean. Raise `ValueError`."""
    if not isinstance(value, bool):
        raise ValueError(value)  # noqa: TRY004 - see above
    return value


def whole(value: object) -> int:
    """Return a number of things. Raise `ValueError`."""
    if type(value) is not int or value < 0:
        raise ValueError(value)
    return value


def seconds(value: object) -> float:
    """Return how long something is. Raise `ValueError`."""
    try:
        number = float(read_number(value))
    except OverflowError:
        raise ValueError(value) from None
    if not (math.isfinite(number) and number >= 0):
        raise ValueError(value)
    return number


def moment(value: object) -> datetime:
    """Return a time with its zone (RFC 3339). Raise `ValueError`."""
    time = datetime.fromisoformat(text(value))
    if time.tzinfo is None:
        raise ValueError(value)
    return time


def optional(read: Callable[[object], Read]) -> Callable[[object], Read | None]:
    """Return what takes null, or nothing at all, for None."""
    return lambda value: None if value is None else read(value)


def _bad_answer(what: str, value: object) -> PlongError:
    said = repr(value)[:80] if value is not None else "nothing"
    return PlongError("bad-answer", f"The server should have answered {what}, and said {said}.")
