"""The fields of a message, in all the ways in which the swarm writes them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.lcdp.models import Endpoint
from plong.protocol.lcdp.payload import MAX_ENTRIES, MAX_INTEGER, Payload, Unreadable, read_whole
from tests.protocol.lcdp.strategies import json_values


def payload(value: object) -> Payload:
    return Payload({"x": value}, ("x",))


def test_fields_have_names_or_an_order() -> None:
    assert Payload({"a": "1", "c": 3}, ("a", "b")).string("a") == "1"
    assert Payload(["1", "2"], ("a", "b")).string("b") == "2"
    Payload({}, ())
    Payload([], ())


@pytest.mark.parametrize("value", [None, "x", 1, True, [], ["1"], ["1", "2", "3"]])
def test_a_payload_is_an_object_or_has_as_many_values_as_fields(value: object) -> None:
    with pytest.raises(Unreadable):
        Payload(value, ("a", "b"))


@pytest.mark.parametrize("value", [0, 1, MAX_INTEGER])
def test_a_whole_number_is_read(value: int) -> None:
    assert payload(value).whole("x") == value


@pytest.mark.parametrize("value", [None, -1, 10.0, "10", True, MAX_INTEGER + 1, [], {}])
def test_nothing_else_is_a_whole_number(value: object) -> None:
    with pytest.raises(Unreadable):
        payload(value).whole("x")


@pytest.mark.parametrize("text", ["ab" * 32, "AB" * 32, "0x" + "ab" * 32, "0x" + "aB" * 32])
def test_a_key_is_read(text: str) -> None:
    assert payload(text).key("x") == b"\xab" * 32


@pytest.mark.parametrize(
    "value",
    ["", "ab" * 31, "ab" * 33, "0X" + "ab" * 32, "gg" * 32, " " + "ab" * 32, "ab" * 32 + "\n", 5],
)
def test_nothing_else_is_a_key(value: object) -> None:
    with pytest.raises(Unreadable):
        payload(value).key("x")


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", b""),
        ("aGk=", b"hi"),
        ("aGk", b"hi"),
        ("aA==", b"h"),
        ("aA", b"h"),
        ("+/+/", b"\xfb\xff\xbf"),
    ],
)
def test_base64_is_read_with_padding_or_without(text: str, data: bytes) -> None:
    assert payload(text).octets("x") == data


@pytest.mark.parametrize("value", ["a", "aGk=a", "a Gk", "aGk\n", "-_-_", "=aGk", "ü", None, 5])
def test_nothing_else_is_base64(value: object) -> None:
    with pytest.raises(Unreadable):
        payload(value).octets("x")


def test_a_flag_may_be_missing() -> None:
    assert payload(True).flag("x", default=False) is True
    assert payload(True).flag("y", default=False) is False
    for value in (None, 1, "true"):
        with pytest.raises(Unreadable):
            payload(value).flag("x", default=False)


def test_what_is_optional_may_be_null() -> None:
    fields = payload(None)
    assert fields.optional("x", fields.string) is None
    assert fields.optional("y", fields.string) is None
    wrong = payload(5)
    with pytest.raises(Unreadable):
        wrong.optional("x", wrong.string)


def test_one_wrong_address_spoils_none_but_itself() -> None:
    peers: list[object] = [
        "192.0.2.1:1",
        "node.example:24254",
        None,
        "192.0.2.1",
        "[2001:db8::1]:2",
        [],
    ]
    expected = (Endpoint("192.0.2.1", 1), Endpoint("2001:db8::1", 2))
    assert payload(peers).endpoints("x") == expected
    with pytest.raises(Unreadable):
        payload("192.0.2.1:1").endpoints("x")


def test_entries_are_looked_at_up_to_a_number() -> None:
    many = ["wrong"] * (MAX_ENTRIES - 1) + ["192.0.2.1:1", "192.0.2.1:2"]
    assert payload(many).endpoints("x") == (Endpoint("192.0.2.1", 1),)


@given(json_values, st.sampled_from(["string", "whole", "key", "octets", "endpoint", "endpoints"]))
def test_whatever_a_field_is_it_is_read_or_unreadable(value: object, kind: str) -> None:
    with suppress(Unreadable):
        getattr(payload(value), kind)("x")


@given(json_values)
def test_a_number_is_whole_or_unreadable(value: object) -> None:
    try:
        assert read_whole(value) == value
    except Unreadable:
        assert type(value) is not int or not 0 <= value <= MAX_INTEGER
