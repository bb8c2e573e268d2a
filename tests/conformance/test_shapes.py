"""What values may look like."""

from collections.abc import Sequence

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
WRONG: list[tuple[Shape, Sequence[object]]] = [
    (TEXT, ("", None, 1)),
    (CODE, ("no_such_peer", "Gone", "a b", "")),
    (COUNT, (True, -1, 1.0, "1")),
    (FLAG, (0, None)),
    (PUBLIC_ID, ("x" * 42, "x" * 42 + "=", "x" * 42 + "\n", None)),
    (TIME, ("2026-02-31T00:00:00Z", "2026-01-31", "2026-01-31T23:59:59+01:00", 1)),
    (exactly(1), (True, 1.0, "1")),
    (has_fields({"a": COUNT}), ({}, {"a": "1"}, [], None)),
]


@pytest.mark.parametrize(("shape", "value"), RIGHT)
def test_what_fits(shape: Shape, value: object) -> None:
    assert shape.fits(value)


@pytest.mark.parametrize(("shape", "values"), WRONG)
def test_what_does_not(shape: Shape, values: Sequence[object]) -> None:
    assert not any(map(shape.fits, values))


def test_an_object_is_named_by_its_fields() -> None:
    assert has_fields({"a": COUNT, "b": TEXT}).name == "{a: a whole number, b: a text}"
