"""Fragments put together: any split gives the message back, any disorder a close code."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plong.protocol.assembly import FREE_FRAGMENTS, Assembly, Message, Violation, check_text
from plong.protocol.messages import BINARY, CONTINUATION, TEXT
from tests.support.commands import unicode_texts

MAX = 1000
Fragment = tuple[int, bytes, bool]
"""Kind, payload, and whether it is the last."""

EURO = "\N{EURO SIGN}".encode()
BAD_UTF8 = (1007, "Text is not UTF-8.")
TOO_BIG = (1009, "Message too big.")
TOO_MANY = (1009, "Too many fragments.")
INTERLEAVED = (1002, "A new message began inside another.")
HEADLESS = (1002, "A continuation without a beginning.")


def split(kind: int, payload: bytes, cuts: list[int]) -> list[Fragment]:
    """Cut a message into fragments; two cuts at one place make an empty one."""
    edges = [0, *sorted(min(cut, len(payload)) for cut in cuts), len(payload)]
    parts = [payload[start:end] for start, end in pairwise(edges)]
    kinds = [kind] + [CONTINUATION] * len(cuts)
    return [
        (kind, part, place == len(cuts))
        for place, (kind, part) in enumerate(zip(kinds, parts, strict=True))
    ]


whole_messages = st.tuples(st.just(BINARY), st.binary(max_size=MAX)) | st.tuples(
    st.just(TEXT), unicode_texts.map(str.encode).filter(lambda text: len(text) <= MAX)
)
cuts = st.lists(st.integers(0, MAX), max_size=20)


@given(st.lists(st.tuples(whole_messages, cuts)))
@example([((TEXT, EURO * 3), list(range(10)))])
def test_any_split_of_messages_gives_them_back(
    split_messages: list[tuple[tuple[int, bytes], list[int]]],
) -> None:
    assembly = Assembly(MAX)
    for message, places in split_messages:
        *parts, (kind, payload, _) = split(*message, places)
        for part_kind, part, _ in parts:
            assert assembly.add(part_kind, part, final=False) is None
            assert assembly.unfinished
        assert assembly.add(kind, payload, final=True) == message
        assert not assembly.unfinished


VIOLATIONS: dict[str, tuple[list[Fragment], tuple[int, str]]] = {
    "a continuation first": ([(CONTINUATION, b"", True)], HEADLESS),
    "a continuation first, with more to come": ([(CONTINUATION, b"x", False)], HEADLESS),
    "a continuation after a whole message": (
        [(TEXT, b"", True), (CONTINUATION, b"", False)],
        HEADLESS,
    ),
    "a continuation after the last fragment": (
        [(TEXT, b"", False), (CONTINUATION, b"", True), (CONTINUATION, b"", True)],
        HEADLESS,
    ),
    "a text inside a text": ([(TEXT, b"x", False), (TEXT, b"y", True)], INTERLEAVED),
    "a text inside an empty fragment's": ([(TEXT, b"", False), (TEXT, b"", False)], INTERLEAVED),
    "a text inside a binary": ([(BINARY, b"x", False), (TEXT, b"y", True)], INTERLEAVED),
    "a binary inside a text": ([(TEXT, b"x", False), (BINARY, b"y", False)], INTERLEAVED),
    "one byte too many": ([(BINARY, bytes(MAX + 1), True)], TOO_BIG),
    "one byte too many in all": (
        [(BINARY, bytes(MAX), False), (CONTINUATION, b"x", False)],
        TOO_BIG,
    ),
    "too big before it is no text": ([(TEXT, b"\xff" * (MAX + 1), True)], TOO_BIG),
    "no text": ([(TEXT, b"\xff", True)], BAD_UTF8),
    "no text already, with more to come": ([(TEXT, b"x\xff", False)], BAD_UTF8),
    "no text in the second fragment": (
        [(TEXT, b"x", False), (CONTINUATION, b"\xc0\xaf", False)],
        BAD_UTF8,
    ),
    "no text across two fragments": (
        [(TEXT, EURO[:2], False), (CONTINUATION, b"x", False)],
        BAD_UTF8,
    ),
    "text that ends in mid-character": ([(TEXT, EURO[:2], True)], BAD_UTF8),
    "text that ends in mid-character with an empty fragment": (
        [(TEXT, EURO[:1], False), (CONTINUATION, b"", True)],
        BAD_UTF8,
    ),
    "a surrogate": ([(TEXT, b"\xed\xa0\x80", False)], BAD_UTF8),
}


@pytest.mark.parametrize(("fragments", "failure"), VIOLATIONS.values(), ids=VIOLATIONS)
def test_a_violation_fails_the_connection(
    fragments: list[Fragment], failure: tuple[int, str]
) -> None:
    assembly = Assembly(MAX)
    *before, (kind, payload, final) = fragments
    for before_kind, before_payload, before_final in before:
        assembly.add(before_kind, before_payload, final=before_final)
    with pytest.raises(Violation) as violated:
        assembly.add(kind, payload, final=final)
    assert (violated.value.code, violated.value.reason) == failure


def test_a_binary_message_need_not_be_text() -> None:
    assembly = Assembly(MAX)
    assembly.add(BINARY, b"\xff", final=False)
    assert assembly.add(CONTINUATION, b"\xfe", final=True) == (BINARY, b"\xff\xfe")


@pytest.mark.parametrize("payload", [b"", b"x"])
def test_the_number_of_fragments_is_bounded(payload: bytes) -> None:
    # Empty fragments pass every limit on bytes.
    most = FREE_FRAGMENTS + MAX // 64
    assembly = Assembly(MAX)
    assembly.add(BINARY, payload, final=False)
    for _ in range(most - 1):
        assembly.add(CONTINUATION, payload, final=False)
    with pytest.raises(Violation) as violated:
        assembly.add(CONTINUATION, payload, final=True)
    assert (violated.value.code, violated.value.reason) == TOO_MANY


fragments = st.tuples(
    st.sampled_from([CONTINUATION, CONTINUATION, TEXT, BINARY]),
    st.sampled_from([b"", b"x", EURO, EURO[:1], EURO[1:], b"\xff", bytes(40)]) | st.binary(),
    st.booleans(),
)


def add(assembly: Assembly, frame: Fragment) -> Message | int | None:
    """Add a frame; return what `Assembly.add` does, or the code of a violation."""
    kind, payload, final = frame
    try:
        return assembly.add(kind, payload, final=final)
    except Violation as violation:
        return violation.code


@given(st.integers(0, 60), st.lists(fragments, max_size=100))
def test_any_frames_are_messages_or_a_violation_and_memory_is_bounded(
    max_message: int, frames: list[Fragment]
) -> None:
    assembly = Assembly(max_message)
    for frame in frames:
        outcome = add(assembly, frame)
        if isinstance(outcome, int):
            assert outcome in {1002, 1007, 1009}
            break
        assert len(assembly._payload) <= max_message
        assert assembly._fragments <= FREE_FRAGMENTS
        if outcome is not None and outcome[0] == TEXT:
            outcome[1].decode()


@given(st.binary() | unicode_texts.map(str.encode))
def test_text_is_utf_8_and_nothing_else_is(payload: bytes) -> None:
    try:
        payload.decode()
    except UnicodeDecodeError:
        with pytest.raises(Violation) as violated:
            check_text(payload)
        assert (violated.value.code, violated.value.reason) == BAD_UTF8
    else:
        check_text(payload)


def test_many_small_fragments_are_crumbs_and_few_or_large_ones_are_not() -> None:
    crumbs, slices = Assembly(1 << 20), Assembly(1 << 20)
    crumbs.add(BINARY, b"x", final=False)
    slices.add(BINARY, bytes(1000), final=False)
    assert not crumbs.is_crumbly
    for _ in range(70):
        crumbs.add(CONTINUATION, b"x", final=False)
        slices.add(CONTINUATION, bytes(1000), final=False)
    assert crumbs.is_crumbly
    assert not slices.is_crumbly
