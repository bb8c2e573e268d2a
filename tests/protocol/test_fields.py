"""JSON from strangers: what is read, and the exact answer to what is not."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plong.protocol.errors import BadRequest
from plong.protocol.fields import Fields, parse_object
from tests.support.commands import json_values

NOT_JSON = "The body must be JSON in UTF-8."
NOT_OBJECT = "The body must be a JSON object."
TWICE = "A field is given twice."

BODIES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", NOT_JSON),
    "blanks": (b" \r\n\t", NOT_JSON),
    "NUL": (b"\0", NOT_JSON),
    "NUL behind": (b"{}\0", NOT_JSON),
    "NUL in a string": (b'{"a": "\0"}', NOT_JSON),
    "a newline in a string": (b'{"a": "\n"}', NOT_JSON),
    "a form": (b"Passphrase=x", NOT_JSON),
    "single quotes": (b"{'a': 1}", NOT_JSON),
    "no quotes": (b"{a: 1}", NOT_JSON),
    "a trailing comma": (b'{"a": 1,}', NOT_JSON),
    "a comment": (b'{"a": 1} // one', NOT_JSON),
    "two objects": (b"{}{}", NOT_JSON),
    "half an object": (b'{"a": ', NOT_JSON),
    "half an escape": (b'{"a": "\\u12"}', NOT_JSON),
    "NaN": (b'{"a": NaN}', NOT_JSON),
    "infinity": (b'{"a": Infinity}', NOT_JSON),
    "negative infinity": (b'{"a": [-Infinity]}', NOT_JSON),
    "a number too long to read": (b'{"a": ' + b"9" * 5000 + b"}", NOT_JSON),
    "invalid UTF-8": (b'{"a": "\xff"}', NOT_JSON),
    "overlong UTF-8": (b'{"a": "\xc0\xaf"}', NOT_JSON),
    "a surrogate in UTF-8": (b'{"a": "\xed\xa0\x80"}', NOT_JSON),
    "Latin-1": ('{"a": "é"}'.encode("latin-1"), NOT_JSON),
    "a byte order mark": (b'\xef\xbb\xbf{"a": 1}', NOT_JSON),
    "UTF-16": ('{"a": 1}'.encode("utf-16"), NOT_JSON),
    "UTF-16 without a mark": ('{"a": 1}'.encode("utf-16-le"), NOT_JSON),
    "UTF-32": ('{"a": 1}'.encode("utf-32-be"), NOT_JSON),
    "100 000 lists in each other": (b"[" * 100_000, NOT_JSON),
    "100 000 lists, all closed": (b"[" * 100_000 + b"]" * 100_000, NOT_JSON),
    "100 000 objects in each other": (b'{"a":' * 100_000, NOT_JSON),
    "a list": (b'[{"a": 1}]', NOT_OBJECT),
    "a string": (b'"{}"', NOT_OBJECT),
    "a number": (b"1e999", NOT_OBJECT),
    "true": (b"true", NOT_OBJECT),
    "null": (b"null", NOT_OBJECT),
    "a name twice": (b'{"a": 1, "a": 1}', TWICE),
    "a name twice, once escaped": (b'{"a": 1, "\\u0061": 2}', TWICE),
    "a name twice, deeper": (b'{"a": [{"b": 1, "b": 2}]}', TWICE),
}


@pytest.mark.parametrize(("body", "answer"), BODIES.values(), ids=BODIES)
def test_what_is_no_json_object_is_refused(body: bytes, answer: str) -> None:
    with pytest.raises(BadRequest) as refused:
        parse_object(body)
    assert str(refused.value) == answer


@pytest.mark.parametrize("body", [b"{}", b" {} \r\n", b'{"a":{"b":[]}}', b'{"a": 1e999}'])
def test_a_json_object_is_read(body: bytes) -> None:
    assert isinstance(parse_object(body), Fields)


def read(body: bytes) -> Fields | str:
    """Return the object, or the sentence of the refusal."""
    try:
        return parse_object(body)
    except BadRequest as refusal:
        return str(refusal)


@given(st.binary() | json_values.map(lambda value: json.dumps(value).encode()))
@example(b'{"\\ud800": 1}')
def test_any_bytes_are_an_object_or_a_bad_request(body: bytes) -> None:
    outcome = read(body)
    assert isinstance(outcome, Fields) or outcome in {NOT_JSON, NOT_OBJECT, TWICE}


@given(st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text()))
def test_each_field_of_an_object_is_found(values: dict[str, object]) -> None:
    fields = parse_object(json.dumps(values).encode())
    assert {name: fields.get(name) for name in values} == values


NAMES = [
    (b'{"Passphrase": "exact"}', "exact"),
    (b'{"passphrase": "lower"}', "lower"),
    (b'{"PASSPHRASE": "upper"}', "upper"),
    (b'{"passphrase": "lower", "Passphrase": "exact"}', "exact"),
    (b'{"Passphrase": "exact", "passphrase": "lower"}', "exact"),
    (b'{"PASSPHRASE": "first", "passphrase": "second"}', "first"),
    (b'{"Passphrase": null, "passphrase": "lower"}', None),
    (b'{"Pass": "other"}', None),
    (b'{"Passphrase ": "blank behind"}', None),
]


@pytest.mark.parametrize(("body", "value"), NAMES)
def test_a_name_is_matched_exactly_or_else_in_any_case(body: bytes, value: object) -> None:
    assert parse_object(body).get("Passphrase") == value


BLANK = "Passphrase must be a string that is not blank."
NO_UNICODE = "Passphrase must be valid Unicode."

TEXTS = {
    "absent": ("{}", BLANK),
    "null": ('{"Passphrase": null}', BLANK),
    "empty": ('{"Passphrase": ""}', BLANK),
    "a space": ('{"Passphrase": " "}', BLANK),
    "white space": ('{"Passphrase": "\\t\\n\\r\\u00a0\\u3000"}', BLANK),
    "true": ('{"Passphrase": true}', BLANK),
    "a number": ('{"Passphrase": 1}', BLANK),
    "1e999": ('{"Passphrase": 1e999}', BLANK),
    "a list": ('{"Passphrase": ["x"]}', BLANK),
    "an object": ('{"Passphrase": {"x": "y"}}', BLANK),
    "a high surrogate alone": ('{"Passphrase": "x\\ud83d"}', NO_UNICODE),
    "a low surrogate alone": ('{"Passphrase": "\\ude00"}', NO_UNICODE),
    "surrogates the wrong way round": ('{"Passphrase": "\\ude00\\ud83d"}', NO_UNICODE),
}


@pytest.mark.parametrize(("body", "answer"), TEXTS.values(), ids=TEXTS)
def test_a_text_must_be_a_string_with_something_in_it(body: str, answer: str) -> None:
    with pytest.raises(BadRequest) as refused:
        parse_object(body.encode()).text("Passphrase")
    assert str(refused.value) == answer


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('"x"', "x"),
        ('" x "', " x "),
        ('"\\u0000"', "\0"),
        ('"\\ud83d\\ude00"', "\N{GRINNING FACE}"),
        ('"\N{GRINNING FACE}"', "\N{GRINNING FACE}"),
        ('"\\u200b"', "\N{ZERO WIDTH SPACE}"),
    ],
)
def test_a_text_is_returned_as_it_was_said(body: str, text: str) -> None:
    assert parse_object(f'{{"Passphrase": {body}}}'.encode()).text("Passphrase") == text


STRINGS = {
    '{"Text": ""}': "",
    '{"Text": " \\u0000"}': " \0",
    '{"text": "lower"}': "lower",
    "{}": "default",
    '{"Text": null}': "default",
}


@pytest.mark.parametrize(("body", "text"), STRINGS.items())
def test_a_string_may_be_blank_and_may_have_a_default(body: str, text: str) -> None:
    assert parse_object(body.encode()).string("Text", default="default") == text


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ("{}", "Text must be a string."),
        ('{"Text": null}', "Text must be a string."),
        ('{"Text": 1}', "Text must be a string."),
        ('{"Text": ["x"]}', "Text must be a string."),
        ('{"Text": "\\ud800"}', "Text must be valid Unicode."),
    ],
)
def test_what_is_no_string_is_refused(body: str, answer: str) -> None:
    with pytest.raises(BadRequest) as refused:
        parse_object(body.encode()).string("Text")
    assert str(refused.value) == answer


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ('{"Flag": true}', True),
        ('{"flag": false}', False),
        ('{"Flag": null}', False),
        ("{}", False),
    ],
)
def test_a_flag_is_true_or_false(body: str, value: bool) -> None:
    assert parse_object(body.encode()).flag("Flag") is value


@pytest.mark.parametrize("value", ["0", "1", '"true"', "[]", "{}"])
def test_what_is_no_flag_is_refused(value: str) -> None:
    with pytest.raises(BadRequest, match=r"Flag must be true or false\."):
        parse_object(f'{{"Flag": {value}}}'.encode()).flag("Flag")


@pytest.mark.parametrize(
    "value",
    ["0", "-1", "11", "9" * 4000, "1.5", "1e999", "-1e999", "true", "false", '"1"', "[1]"],
)
def test_a_number_must_be_whole_and_within_its_bounds(value: str) -> None:
    with pytest.raises(BadRequest) as refused:
        parse_object(f'{{"Uses": {value}}}'.encode()).positive("Uses", at_most=10)
    assert str(refused.value) == "Uses must be a whole number from 1 to 10."


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ('{"Uses": 1}', 1),
        ('{"Uses": 1.0}', 1),
        ('{"uses": 10}', 10),
        ('{"Uses": null}', None),
        ("{}", None),
    ],
)
def test_a_number_within_its_bounds_is_returned_or_may_be_left_out(
    body: str, value: int | None
) -> None:
    assert parse_object(body.encode()).positive("Uses", at_most=10) == value


def test_the_names_are_those_that_are_given() -> None:
    assert set(parse_object(b'{"a": null, "B": 1, "b": {"c": 2}}').names) == {"a", "B", "b"}
