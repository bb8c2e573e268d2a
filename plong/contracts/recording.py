"""What a body must be, found out by reading one: the server's own readers say what they want.

A reader is given `RecordedFields` in place of a stranger's, full of what it likes to read, and
each question that it asks is noted. So a field that a reader learns stands in the contract.
"""

from collections.abc import Callable, Mapping
from typing import Final

from plong.contracts.schema import Schema, Words, object_of
from plong.protocol.fields import Fields

_TEXT: Final[Mapping[str, object]] = {"type": "string", "pattern": r"\S"}
_STRING: Final[Mapping[str, object]] = {"type": "string"}


class RecordedFields(Fields):
    """Fields of a right body, and what was asked of them."""

    def __init__(self, sample: Mapping[str, object]) -> None:
        super().__init__(sample.items())
        self.asked: dict[str, Schema] = {}
        self.required: list[str] = []
        self._may_miss: set[str] = set()

    def get(self, name: str) -> object:
        """Note that a reader looks whether there is something."""
        value = super().get(name)
        if isinstance(value, RecordedFields):
            self._note(name, {}, is_needed=True)
        elif name not in self.asked:
            self._may_miss.add(name)
        return value

    def text(self, name: str) -> str:
        """Note that it must be a text that is not blank."""
        self._note(name, _TEXT, is_needed=True)
        return super().text(name)

    def string(self, name: str, default: str | None = None) -> str:
        """Note that it must be a text, or may be missing."""
        self._note(name, _STRING, is_needed=default is None)
        return super().string(name, default)

    def flag(self, name: str) -> bool:
        """Note that it may be true or false."""
        self._note(name, {"type": "boolean"}, is_needed=False)
        return super().flag(name)

    def positive(self, name: str, at_most: int) -> int | None:
        """Note that it may be a whole number, and up to which."""
        bounds = {"type": "integer", "minimum": 1, "maximum": at_most}
        self._note(name, bounds, is_needed=False)
        return super().positive(name, at_most)

    def _note(self, name: str, schema: Schema, *, is_needed: bool) -> None:
        self.asked[name] = schema
        if is_needed and name not in self._may_miss and name not in self.required:
            self.required.append(name)


def body_of(
    read: Callable[[RecordedFields], object], sample: Mapping[str, object], words: Words
) -> Schema:
    """Return the schema of the bodies that ``read`` takes.

    Args:
        read: the reader.
        sample: one that has every field.
        words: what fields look like, beside what the reader wants.
    """
    fields = RecordedFields(
        {name: RecordedFields(v) if isinstance(v, Mapping) else v for name, v in sample.items()}
    )
    read(fields)
    return _schema(fields, words)


def _schema(fields: RecordedFields, words: Words) -> Schema:
    properties = {}
    for name, asked in fields.asked.items():
        nested = Fields.get(fields, name)
        if isinstance(nested, RecordedFields):
            properties[name] = _schema(nested, words)
        else:
            is_needed = name in fields.required
            properties[name] = _property(asked, words.get(name, {}), is_needed=is_needed)
    return object_of(properties, fields.required)


def _property(asked: Schema, word: Schema, *, is_needed: bool) -> Schema:
    """Return what both say; null is as good as nothing where nothing is needed."""
    schema = word if "$ref" in word or "anyOf" in word else {**word, **asked, **_narrow(word)}
    if is_needed:
        return schema
    kind = schema.get("type")
    return {**schema, "type": [kind, "null"]} if isinstance(kind, str) else _optional(schema)


def _narrow(word: Schema) -> Schema:
    return {key: value for key, value in word.items() if key in {"pattern", "enum"}}


def _optional(schema: Schema) -> Schema:
    return schema if "anyOf" in schema else {"anyOf": [schema, {"type": "null"}]}
