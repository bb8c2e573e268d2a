"""JSON objects from strangers, read strictly."""

import json
from collections.abc import Collection, Iterable
from typing import Final, NoReturn

from plong.protocol.errors import BadRequest

MAX_BODY: Final = 64 * 1024
"""Bytes of a JSON object that the server will read."""


class Fields:
    """The fields of one JSON object; names match exactly or, failing that, in any case."""

    def __init__(self, pairs: Iterable[tuple[str, object]]) -> None:
        self._exact: dict[str, object] = {}
        self._folded: dict[str, object] = {}
        for name, value in pairs:
            if name in self._exact:
                raise BadRequest("A field is given twice.")
            self._exact[name] = value
            self._folded.setdefault(name.lower(), value)

    @property
    def names(self) -> Collection[str]:
        """The names that are given, as they are written."""
        return self._exact.keys()

    def get(self, name: str) -> object:
        """Return the field's value; None where it is absent or null."""
        return self._exact.get(name, self._folded.get(name.lower()))

    def text(self, name: str) -> str:
        """Return a string with something in it; raise `BadRequest` for anything else."""
        value = self.get(name)
        if not isinstance(value, str) or not value.strip():
            raise BadRequest(f"{name} must be a string that is not blank.")
        if not _is_unicode(value):
            raise BadRequest(f"{name} must be valid Unicode.")
        return value

    def string(self, name: str, default: str | None = None) -> str:
        """Return a string, blank or not; ``default`` where it is absent. Raise `BadRequest`."""
        value = self.get(name)
        if value is None:
            value = default
        if not isinstance(value, str):
            raise BadRequest(f"{name} must be a string.")
        if not _is_unicode(value):
            raise BadRequest(f"{name} must be valid Unicode.")
        return value

    def flag(self, name: str) -> bool:
        """Return true or false, the latter where it is absent; raise `BadRequest`."""
        value = self.get(name)
        if value is not None and not isinstance(value, bool):
            raise BadRequest(f"{name} must be true or false.")
        return bool(value)

    def positive(self, name: str, at_most: int) -> int | None:
        """Return a whole number from 1 to ``at_most``, None if absent; raise `BadRequest`.

        1.0 is one (JSON Schema section 6.1.1): some languages' writers know no other 1.
        """
        value = self.get(name)
        if value is None:
            return None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= at_most:
            raise BadRequest(f"{name} must be a whole number from 1 to {at_most}.")
        return value


def parse_object(body: bytes) -> Fields:
    """Read one JSON object in UTF-8; raise `BadRequest` for anything else.

    Stricter than `json`: no NaN or infinity (RFC 8259 has none), no name twice, no other
    encoding; too deep a nesting is refused like any other nonsense.
    """
    try:
        value = json.loads(
            body.decode("utf-8"), object_pairs_hook=Fields, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError):
        raise BadRequest("The body must be JSON in UTF-8.") from None
    if not isinstance(value, Fields):
        raise BadRequest("The body must be a JSON object.")
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _is_unicode(text: str) -> bool:
    """Tell whether ``text`` has no lone surrogate, which JSON can spell and UTF-8 cannot."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
