"""JSON from strangers: what is too deep, too much or no JSON is not read, whatever it costs."""

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.lcdp.json_text import MAX_BYTES, MAX_DEPTH, MAX_PARTS, dump, read_array
from tests.protocol.lcdp.strategies import datagrams, json_values


def nested(depth: int, opening: str = "[", closing: str = "]") -> bytes:
    return (opening * depth + closing * depth).encode()


@pytest.mark.parametrize("text", ["[]", " [ ] \n", "[1]", '["ü"]', '["\\ud83d\\ude00"]'])
def test_an_array_is_read(text: str) -> None:
    assert read_array(text.encode()) == json.loads(text)


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"{}", b"1", b'"x"', b"null", b"[", b"]", b"[]]", b"[[]", b"[}", b"[1,]", b"[]x"),
        *(
            b"[NaN]",
            b"[Infinity]",
            b"[-Infinity]",
            b"[1e999]",
            b"[-1e999]",
            b'["\\ud800"]',
            b'["\\udC00 "]',
            b'["\x01"]',
        ),
        *(b'[{"\\uD800":1}]', b'["\xff"]', b'["\xed\xa0\x80"]', b"\xef\xbb\xbf[]", b"[01]"),
        "[]".encode("utf-16"),
        b"[" + b"9" * 5000 + b"]",
        b'["' + b'","' * 9,
    ],
)
def test_what_is_no_array_is_not_read(data: bytes) -> None:
    assert read_array(data) is None


def test_arrays_may_be_as_deep_as_in_other_nodes() -> None:
    assert read_array(nested(MAX_DEPTH)) is not None
    assert read_array(nested(MAX_DEPTH + 1)) is None
    inner = b'{"a":' * (MAX_DEPTH - 1) + b"0" + b"}" * (MAX_DEPTH - 1)
    assert read_array(b"[" + inner + b"]") is not None
    assert read_array(b'[{"a":' + inner + b"}]") is None


def test_brackets_beside_each_other_are_not_deep() -> None:
    assert read_array(b"[" + b"[]," * 2000 + b"[]]") is not None


def test_brackets_and_commas_in_strings_count_nothing() -> None:
    text = '"[{,\\"[\\\\' * 3 + "[" * 4000 + "," * 9000
    assert read_array(json.dumps([text, [], text]).encode()) == [text, [], text]


def test_there_may_not_be_too_much() -> None:
    assert read_array(b"[" + b"0," * (MAX_PARTS - 2) + b"0]") is not None
    assert read_array(b"[" + b"0," * MAX_PARTS + b"0]") is None
    assert read_array(b"[" + b"[]," * (MAX_PARTS // 2) + b"0]") is None


def test_there_may_not_be_more_than_a_datagram() -> None:
    assert read_array(b"[" + b" " * (MAX_BYTES - 2) + b"]") == []
    assert read_array(b"[" + b" " * (MAX_BYTES - 1) + b"]") is None


@pytest.mark.parametrize(
    "unit", [b"[", b"{", b'{"a":', b"[]", b"]", b'"', b"\\", b'\\"', b"1,", b'"",']
)
def test_what_is_hostile_costs_little_memory(unit: bytes) -> None:
    data = b"[" + unit * ((MAX_BYTES - 1) // len(unit))
    tracemalloc.start()
    try:
        assert read_array(data) is None
        assert tracemalloc.get_traced_memory()[1] < 64 * MAX_BYTES
    finally:
        tracemalloc.stop()


@given(datagrams)
def test_no_bytes_are_too_odd_to_be_read(data: bytes) -> None:
    assert isinstance(read_array(data), list | None)


@given(st.text(alphabet='[]{},:"\\1 a').map(str.encode))
def test_what_is_read_is_json(data: bytes) -> None:
    value = read_array(data)
    assert value is None or value == json.loads(data)


@given(st.lists(json_values))
def test_what_is_said_is_read_again(value: list[object]) -> None:
    said = dump(value).encode()
    assert read_array(said) == value
    assert len(said) <= len(json.dumps(value))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_has_no_word_for_is_not_said(value: float) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        dump(value)


brackets = st.lists(
    st.sampled_from(
        [b'"base64":"', b'"', b"[", b"]", b"{", b"}", b",", b":", b"\\", b"1", b'"a"', b"[" * 200]
    ),
    max_size=30,
).map(b"".join)


@given(brackets)
def test_nothing_deep_hides_behind_a_piece_of_a_file(data: bytes) -> None:
    """What is left out of counting is never what a parser goes down into."""
    value = read_array(b"[" + data + b"]")
    assert value is None or depth(value) <= MAX_DEPTH
    assert value is None or value == json.loads(b"[" + data + b"]")


@pytest.mark.parametrize(
    "hidden",
    [
        b'{"base64":"x"},' + b"[" * 200 + b"]" * 200,
        b"[" * 200 + b'{"base64":"x"}' + b"]" * 200,
        b'"\\"base64\\":\\"",' + b"[" * 200 + b"]" * 200,
        b'{"base64":"\\""},' + b"[" * 200 + b"]" * 200,
    ],
)
def test_what_stands_beside_a_piece_of_a_file_is_counted(hidden: bytes) -> None:
    assert read_array(b"[" + hidden + b"]") is None


def depth(value: object) -> int:
    if isinstance(value, dict):
        value = [*value.values()]
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0
