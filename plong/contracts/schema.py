"""JSON Schema (2020-12 as far as draft-07 goes, which AsyncAPI wants), made from what is said.

The fields of an answer are those of samples that the server's own functions have made; what each
field looks like, `plong.contracts.words` knows by its name.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

Schema = Mapping[str, object]
"""One JSON Schema."""
Words = Mapping[str, Schema]
"""What fields look like, by their names."""

NULL: Final[Mapping[str, object]] = {"type": "null"}
ANYTHING: Final[Mapping[str, object]] = {}


def ref(name: str) -> Schema:
    """Return a reference to one of `plong.contracts.words.COMPONENTS`."""
    return {"$ref": f"#/components/schemas/{name}"}


def like(form: re.Pattern[str], description: str) -> Schema:
    """Return the strings of which all matches ``form``."""
    return {"type": "string", "pattern": f"^(?:{form.pattern})$", "description": description}


def or_null(schema: Schema) -> Schema:
    """Return what may be null as well."""
    return {"anyOf": [schema, NULL]}


def list_of(schema: Schema) -> Schema:
    """Return the arrays of these."""
    return {"type": "array", "items": schema}


def object_of(properties: Mapping[str, Schema], required: Sequence[str]) -> Schema:
    """Return the objects with these fields; clients must expect others, which come later."""
    return {"type": "object", "properties": dict(properties), "required": list(required)}


def shape_of(words: Words, *samples: Mapping[str, object]) -> Schema:
    """Return what all samples are: a field that one of them lacks may be missing.

    Raises:
        KeyError: nobody has said what a field looks like.
    """
    names = dict.fromkeys(name for sample in samples for name in sample)
    every = [name for name in names if all(name in sample for sample in samples)]
    fields = {
        name: _field(words, name, [sample[name] for sample in samples if name in sample])
        for name in names
    }
    return object_of(fields, every)


def _field(words: Words, name: str, values: Sequence[object]) -> Schema:
    if name in words:
        return words[name]
    objects = [value for value in values if isinstance(value, Mapping)]
    if objects:
        return shape_of(words, *objects)
    rows = [row for value in values if isinstance(value, list) for row in value]
    if rows:
        return list_of(shape_of(words, *rows))
    raise KeyError(name)


def closed(schema: object) -> object:
    """Return a schema that lets no field pass which it does not name: for those who test it."""
    if isinstance(schema, Mapping):
        more = {"additionalProperties": False} if "properties" in schema else {}
        return {**more, **{name: closed(part) for name, part in schema.items()}}
    return [closed(part) for part in schema] if isinstance(schema, list) else schema
