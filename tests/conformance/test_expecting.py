"""What is said of answers that are not as expected."""

from collections.abc import Callable

import pytest

from plong.client.http import Reply
from plong.conformance.expecting import (
    expect_answer,
    expect_equal,
    expect_fields,
    expect_list,
    expect_same,
    expect_status,
    shown,
)
from plong.conformance.outcome import Mismatch
from plong.conformance.shapes import COUNT, TEXT

SHAPES = {"a": COUNT, "b": TEXT}


def reply(body: bytes, status: int = 200) -> Reply:
    return Reply(status, {}, body)


WRONG: dict[str, tuple[Callable[[], object], str, str]] = {
    "status": (
        lambda: expect_status(reply(b"\xff", 404), 200, 204, to="GET /"),
        "status 200 or 204 to GET /",
        "status 404 \ufffd",
    ),
    "no JSON": (lambda: expect_answer(reply(b"hello"), {}), "JSON", "status 200 hello"),
    "too deep": (lambda: expect_list(reply(b"[" * 9)), "JSON", "status 200 [[[[[[[[["),
    "no object": (
        lambda: expect_fields([], SHAPES),
        "an object {a: a whole number, b: a text}",
        "[]",
    ),
    "missing": (lambda: expect_fields({"a": 1}, SHAPES), "b is a text", "no b in {'a': 1}"),
    "wrong": (lambda: expect_fields({"a": "1", "b": "2"}, SHAPES), "a is a whole number", "1"),
    "no list": (lambda: expect_list(reply(b"[1]")), "a list of objects", "[1]"),
    "unequal": (lambda: expect_equal(1, 2, "number"), "number: 2", "number: 1"),
    "one of many": (lambda: expect_same("abc", "axc", "letter"), "letter 2: x", "letter 2: b"),
}


@pytest.mark.parametrize(("question", "expected", "came"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told(question: Callable[[], object], expected: str, came: str) -> None:
    with pytest.raises(Mismatch) as told:
        question()
    assert (told.value.expected, told.value.came) == (expected, came)


def test_what_is_right_is_returned() -> None:
    assert expect_answer(reply(b'{"a": 1, "b": "x"}', 201), SHAPES, 201) == {"a": 1, "b": "x"}
    assert expect_list(reply(b"[{}]")) == [{}]
    expect_same(["a"], ["a"], "letter")


def test_what_is_long_is_cut() -> None:
    assert shown("x" * 300) == "x" * 200 + "… (300 characters)"
