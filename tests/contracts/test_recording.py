"""Bodies' schemas say what the readers ask for."""

from typing import Any

from plong.contracts.recording import RecordedFields, body_of
from plong.contracts.schema import shape_of


def properties(schema: Any) -> Any:
    return schema["properties"]


def test_what_a_reader_wants_is_required_with_its_kind() -> None:
    schema = body_of(lambda fields: (fields.text("a"), fields.string("b")), {"a": "x", "b": ""}, {})
    assert schema["required"] == ["a", "b"]
    assert properties(schema) == {
        "a": {"type": "string", "pattern": r"\S"},
        "b": {"type": "string"},
    }


def test_what_may_be_missing_may_be_null_too() -> None:
    def read(fields: RecordedFields) -> None:
        fields.positive("n", 9)
        fields.flag("f")
        fields.string("s", default="")

    schema = body_of(read, {"n": 1, "f": True, "s": ""}, {})
    assert schema["required"] == []
    assert properties(schema)["n"] == {"type": ["integer", "null"], "minimum": 1, "maximum": 9}
    assert properties(schema)["f"] == {"type": ["boolean", "null"]}
    assert properties(schema)["s"] == {"type": ["string", "null"]}


def test_what_a_reader_looks_for_first_may_be_missing() -> None:
    def read(fields: RecordedFields) -> None:
        if fields.get("a") is not None:
            fields.text("a")

    assert body_of(read, {"a": "x"}, {})["required"] == []


def test_an_object_within_is_read_likewise() -> None:
    def read(fields: RecordedFields) -> None:
        inner = fields.get("inner")
        assert isinstance(inner, RecordedFields)
        inner.text("a")

    schema = body_of(read, {"inner": {"a": "x"}}, {})
    assert schema["required"] == ["inner"]
    assert properties(schema)["inner"]["required"] == ["a"]


def test_a_word_says_what_a_reader_does_not() -> None:
    words = {"a": {"description": "A name.", "maxLength": 3}}
    schema = body_of(lambda fields: fields.string("a"), {"a": "x"}, words)
    assert properties(schema)["a"] == {"type": "string", "description": "A name.", "maxLength": 3}


def test_a_field_that_only_some_samples_have_may_be_missing() -> None:
    words = {"a": {"type": "string"}, "b": {"type": "null"}}
    assert shape_of(words, {"a": ""}, {"a": "", "b": None}) == {
        "type": "object",
        "properties": words,
        "required": ["a"],
    }
