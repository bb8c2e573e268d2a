"""What an owner writes himself is passed on as it is, if it harms nobody."""

import json

import pytest
from hypothesis import given

from plong.protocol.lcdp.cookies import cookie_of
from plong.protocol.lcdp.errors import NotAnArray, TooLong
from plong.protocol.lcdp.json_text import MAX_BYTES, MAX_DEPTH, read_array
from plong.protocol.lcdp.models import AlwaysReturned
from plong.protocol.lcdp.own_text import beside, read_own
from plong.protocol.lcdp.writing import write
from tests.protocol.lcdp.strategies import datagrams

LEAD = AlwaysReturned(cookie_of("theirs"))
PONG = '{"PongMove": {"y": 1.50, "more": [1, 2]}}'


@pytest.mark.parametrize("text", [f"[{PONG}]", f" \r\n[\t{PONG} ] "])
def test_what_nobody_knows_goes_on_to_the_letter(text: str) -> None:
    assert beside([], read_own(text)) == f"[{PONG}]".encode()
    assert beside([LEAD], read_own(text)) == write([LEAD])[:-1] + f",{PONG}]".encode()


@pytest.mark.parametrize("text", ["[]", " [ ] "])
def test_nothing_is_only_what_goes_before(text: str) -> None:
    assert beside([LEAD], read_own(text)) == write([LEAD])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '"[]"',
        "[",
        '[{"A":{}}],[{"B":{}}]',
        "\ufeff[]",
        "[NaN]",
        '[{"A":{"x":1e999}}]',
        "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
        '[{"A":{"x":"\ud800"}}]',
        '[{"A":{"x":"\\ud800"}}]',
    ],
)
def test_what_is_no_array_is_refused(text: str) -> None:
    with pytest.raises(NotAnArray):
        read_own(text)


@pytest.mark.parametrize("element", ["null", "1", '"A"', "[]", "{}", '{"A":null}', '{"A":[]}'])
def test_what_nodes_die_of_is_refused(element: str) -> None:
    with pytest.raises(NotAnArray):
        read_own(f"[{PONG},{element}]")


def test_two_names_in_one_object_are_refused() -> None:
    with pytest.raises(NotAnArray):
        read_own('[{"A":{},"B":{}}]')


def test_what_no_datagram_carries_is_too_long() -> None:
    around = len('[{"A":{"x":""}}]')
    longest = f'[{{"A":{{"x":"{"é" * ((MAX_BYTES - around) // 2)}"}}}}]'
    assert len(beside([], read_own(longest))) in {MAX_BYTES, MAX_BYTES - 1}
    with pytest.raises(TooLong):
        read_own(longest.replace("é", "éé", 1))


@given(datagrams)
def test_whatever_is_taken_is_the_same_array_with_something_before(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    try:
        merged = beside([LEAD], read_own(text))
    except NotAnArray:
        return
    assert read_array(merged) == [*json.loads(write([LEAD])), *json.loads(text)]
