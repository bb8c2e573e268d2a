"""How an owner asks, and which answers are errors."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.client.wire.errors import PlongError
from plong.client.wire.owner import box, check, next_page, ping_route

INBOX = "https://plong.example/base/at/X/inbox"


def test_a_box_stands_below_the_server_whatever_its_path() -> None:
    assert box("https://plong.example/base", "X") == "https://plong.example/base/at/X"


def test_a_ping_is_named_with_its_origin_if_need_be() -> None:
    assert ping_route("pull", "a-1", None) == "pull/a-1"
    assert (
        ping_route("pull", "a-1", "http://ü/?&#")
        == "pull/a-1?origin=http%3A%2F%2F%C3%BC%2F%3F%26%23"
    )
    assert ping_route("pull", "a-1", "\udcff") == "pull/a-1?origin=%3F"


@pytest.mark.parametrize("wrong", ["", ".", "..", "a/b", "a?b", "ä", "a\n", "x" * 129, "\udcff"])
def test_what_is_no_ping_is_asked_of_nobody(wrong: str) -> None:
    with pytest.raises(PlongError, match="no ping's id") as caught:
        ping_route("pull", wrong, None)
    assert caught.value.code == "bad-request"


LAST = [
    "",
    "<inbox?after=1>",
    '<inbox?after=1>; rel="prev"',
    '<a>; rel="nextish"',
    "<a>; rel=xnext",
]


@pytest.mark.parametrize("link", LAST)
def test_where_no_page_is_next_it_is_the_last(link: str) -> None:
    assert next_page(INBOX, link) is None


NEXT = [
    '<inbox?after=7&limit=2>; rel="next"',
    "<inbox?after=7&limit=2>;rel=next",
    f'<{INBOX}?after=7&limit=2>; title=x; REL="next"; x=y',
    '<elsewhere>; rel="prev", <?after=7&limit=2>; rel="next", <more>; rel="last"',
]


@pytest.mark.parametrize("link", NEXT)
def test_the_next_page_is_found_however_it_is_written(link: str) -> None:
    assert next_page(INBOX, link) == f"{INBOX}?after=7&limit=2"


ASTRAY = [
    "https://evil.example/base/at/X/inbox?after=7",
    "http://plong.example/base/at/X/inbox?after=7",
    "//evil.example/base/at/X/inbox?after=7",
    "../Y/inbox?after=7",
    "inbox",
    "?ü",
]


@pytest.mark.parametrize("target", ASTRAY)
def test_a_secret_does_not_follow_a_link_that_leads_astray(target: str) -> None:
    with pytest.raises(PlongError) as caught:
        next_page(INBOX, f'<{target}>; rel="next"')
    assert caught.value.code == "bad-answer"


def answer(**fields: object) -> bytes:
    return json.dumps(fields).encode()


def test_what_is_done_is_no_error() -> None:
    assert [check(status, {}, b"") for status in (200, 201, 204)] == [None] * 3


def test_an_error_has_the_servers_code_and_sentence() -> None:
    error = check(404, {}, answer(error="No such ping.", code="no-such-ping"))
    assert error is not None
    assert (error.code, str(error), error.retry_after) == ("no-such-ping", "No such ping.", None)


@pytest.mark.parametrize(("said", "seconds"), [("7", 7), ("soon", None), ("1e999", 300)])
def test_an_error_may_say_when_to_come_again(said: str, seconds: float | None) -> None:
    error = check(503, {"Retry-After": said}, answer(error="Full.", code="full"))
    assert error is not None
    assert error.retry_after == seconds


def test_two_hashes_are_named() -> None:
    hashes = {"expected": "e" * 64, "actual": "a" * 64}
    error = check(422, {}, answer(error="No.", code="hash-mismatch", **hashes))
    assert str(error) == f"No. It is {'a' * 64}, and should be {'e' * 64}."


@given(st.binary())
def test_what_is_no_answer_of_ping_is_told_apart(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it is
        check(502, {}, body)
