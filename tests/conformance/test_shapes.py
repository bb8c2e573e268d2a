"""What values may look like."""

import pytest

from plong.conformance.shapes import (
    CODE,
    COUNT,
    FLAG,
    PRIVATE_ID,
    PUBLIC_ID,
    TEXT,
    TIME,
    Shape,
    exactly,
    has_fields,
)

RIGHT: list[tuple[Shape, object]] = [
    (TEXT, "x"),
    (CODE, "no-such-peer"),
    (COUNT, 0),
    (FLAG, False),
    (PUBLIC_ID, "x" * 43),
    (PRIVATE_ID, "_-" * 43),
    (TIME, "2026-01-31T23:59:59Z"),
    (TIME, "2026-01-31T23:59:59.123+00:00"),
    (exactly(False), False),
    (has_fields({"a": COUNT}), {"a": 1, "b": 2}),
]
WRONG: list[tuple[Shape, object]] = [
    *((TEXT, value) for value in ("", None, 1)),
    *((CODE, value) for value in ("no_such_peer", "Gone", "a b", "")),
    *((COUNT, value) for value in (True, -1, 1.0, "1")),
    *((FLAG, value) for value in (0, None)),
    *((PUBLIC_ID, value) for value in ("x" * 42, "x" * 42 + "=", "x" * 42 + "\n", None)),
    *(
        (TIME, value)
        for value in ("2026-02-31T00:00:00Z", "2026-01-31", "2026-01-31T23:59:59+01:00")
    ),
    *((exactly(1), value) for value in (True, 1.0, "1")),
    *((has_fields({"a": COUNT}), value) for value in ({}, {"a": "1"}, [], None)),
]


@pytest.mark.parametrize(("shape", "value"), RIGHT)
def test_what_fits(shape: Shape, value: object) -> None:
    assert shape.fits(value)


@pytest.mark.parametrize(("shape", "value"), WRONG)
def test_what_does_not(shape: Shape, value: object) -> None:
    assert not shape.fits(value)


def test_an_object_is_named_by_its_fields() -> None:
    assert has_fields({"a": COUNT, "b": TEXT}).name == "{a: a whole number, b: a text}"
