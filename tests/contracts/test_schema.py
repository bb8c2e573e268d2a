"""Schemas from samples."""

import pytest

from plong.contracts.schema import closed, shape_of

NUMBER = {"type": "integer"}


def test_objects_and_lists_within_are_looked_into() -> None:
    shape = shape_of({"n": NUMBER}, {"row": {"n": 1}, "rows": [{"n": 1}]})
    row = {"type": "object", "properties": {"n": NUMBER}, "required": ["n"]}
    assert shape["properties"] == {"row": row, "rows": {"type": "array", "items": row}}


def test_a_field_that_nobody_has_described_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="surprise"):
        shape_of({}, {"surprise": 1})


def test_a_closed_schema_names_every_field() -> None:
    shape = closed({"anyOf": [shape_of({"n": NUMBER}, {"n": 1})]})
    assert shape == {
        "anyOf": [
            {
                "additionalProperties": False,
                "type": "object",
                "properties": {"n": NUMBER},
                "required": ["n"],
            }
        ]
    }
