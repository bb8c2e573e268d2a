"""Compares what came with what was expected."""

import json
from collections.abc import Iterable
from typing import Any, Final

from plong.client.http import Reply
from plong.conformance.outcome import Mismatch
from plong.conformance.shapes import Shapes, has_fields, wrong_fields

_LONGEST: Final = 200
"""Characters of a strange answer that are shown."""


def expect(is_right: bool, expected: str, came: object) -> None:
    """Raise `Mismatch` unless it is right."""
    if not is_right:
        raise Mismatch(expected, shown(came))


def expect_equal(came: object, wanted: object, what: str = "") -> None:
    """Raise `Mismatch` unless both are the same."""
    label = f"{what}: " if what else ""
    expect(came == wanted, f"{label}{shown(wanted)}", f"{label}{shown(came)}")


def expect_status(reply: Reply, *statuses: int, to: str = "") -> None:
    """Raise `Mismatch` unless the answer has one of these statuses."""
    wanted = f"status {' or '.join(map(str, statuses))}{to and f' to {to}'}"
    expect(reply.status in statuses, wanted, answer_shown(reply))


def expect_fields(value: object, shapes: Shapes) -> dict[str, Any]:
    """Return the object; raise `Mismatch` unless it is one with these fields."""
    if not isinstance(value, dict):
        raise Mismatch(f"an object {has_fields(shapes).name}", shown(value))
    for key in wrong_fields(value, shapes):
        came = shown(value[key]) if key in value else f"no {key} in {shown(value)}"
        raise Mismatch(f"{key} is {shapes[key].name}", came)
    return value


def expect_answer(reply: Reply, shapes: Shapes, status: int = 200) -> dict[str, Any]:
    """Return the object that an answer holds; raise `Mismatch` unless all of it is right."""
    expect_status(reply, status)
    return expect_fields(read_json(reply), shapes)


def expect_list(reply: Reply) -> list[dict[str, Any]]:
    """Return the list of objects that an answer holds; raise `Mismatch` unless it is one."""
    expect_status(reply, 200)
    rows = read_json(reply)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Mismatch("a list of objects", shown(rows))
    return rows


def expect_same(came: Iterable[object], wanted: Iterable[object], what: str) -> None:
    """Raise `Mismatch` at the first place where two rows of things differ."""
    pairs = enumerate(zip(came, wanted, strict=True), 1)
    for number, (one, other) in pairs:
        expect_equal(one, other, f"{what} {number}")


def read_json(reply: Reply) -> object:
    """Return what an answer's JSON says. Raise `Mismatch` if it is none."""
    try:
        return json.loads(reply.body)
    except (ValueError, RecursionError):
        raise Mismatch("JSON", answer_shown(reply)) from None


def answer_shown(reply: Reply) -> str:
    """Return an answer for people."""
    return f"status {reply.status} {shown(reply.body.decode(errors='replace'))}"


def shown(value: object) -> str:
    """Return a value for people, long ones shortened."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text)} characters)"
