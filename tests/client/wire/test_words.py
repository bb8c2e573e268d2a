"""What a client makes of addresses, of the server's words, of breaks, and of its pace."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.client.wire.address import Address, read_address
from plong.client.wire.backoff import delay, final_error
from plong.client.wire.chunk import chunk_size
from plong.client.wire.content import split_head
from plong.client.wire.control import Cancel
from plong.client.wire.control_text import FS, read_control, write_control
from plong.client.wire.errors import PlongError
from plong.client.wire.pace import Pace
from plong.client.wire.words import ESC, Answer, Complaint, Lcdp, Refusal, Restart, read_words


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://a:1501", Address("http://a:1501", "ws://a:1501/ws")),
        ("https://a/b/", Address("https://a/b", "wss://a/b/ws")),
        ("wss://[::1]:2", Address("https://[::1]:2", "wss://[::1]:2/ws")),
    ],
)
def test_a_base_url_leads_to_both_protocols(url: str, address: Address) -> None:
    assert read_address(url) == address


ODD = ["http://a:99999", "http://a:0", "http://a:b", "http://[::1", "http://a b", "http://a\n"]


@pytest.mark.parametrize(
    "url", ["", "a:1501", "ftp://a", "http://", "http://a?x", "file:///x", *ODD]
)
def test_what_is_no_server_s_url_is_refused(url: str) -> None:
    with pytest.raises(PlongError, match=r"give one like") as caught:
        read_address(url)
    assert caught.value.code == "bad-request"


def test_answers_and_refusals_name_their_verb() -> None:
    assert read_words(ESC + '{"Ok":"ping"}') == Answer("ping", {"Ok": "ping"})
    refusal = read_words(ESC + '{"Error":"No.","Code":"full","Verb":"iam","RetryAfter":3}')
    assert isinstance(refusal, Refusal)
    assert (refusal.verb, refusal.error.code, refusal.error.retry_after) == ("iam", "full", 3)
    assert isinstance(read_words(ESC + '{"Error":"No.","Code":"not-connected"}'), Complaint)


def test_events_are_read_and_later_ones_left_alone() -> None:
    assert read_words(ESC + '{"Event":"restarting","ReconnectIn":1.4}') == Restart(1.4)
    assert read_words(ESC + '{"Event":"of tomorrow"}') is None
    assert read_words(ESC + '{"Event":"lcdp","Messages":[{"A":{}}]}') == Lcdp(({"A": {}},))


@pytest.mark.parametrize("messages", ["null", "{}", "[1]", '["x"]', "[[]]"])
def test_what_lcdp_does_not_say_is_an_error(messages: str) -> None:
    with pytest.raises(PlongError, match="The server said"):
        read_words(f'{ESC}{{"Event":"lcdp","Messages":{messages}}}')


@given(st.text())
def test_nonsense_is_an_error_and_never_another(text: str) -> None:
    with pytest.raises(PlongError, match="The server said"):
        read_words(ESC + text)


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_delays_grow_and_are_bounded(attempt: int, luck: float) -> None:
    assert 0.1 <= delay(attempt, lambda low, high: low + luck * (high - low)) <= 30


def test_some_closes_are_for_good() -> None:
    assert [code for code in range(1000, 5000) if final_error(code, "")] == [
        *(1002, 1007, 1009, 4001, 4004)
    ]


@given(st.lists(st.integers(0, 400)))
def test_the_pace_keeps_below_the_server_s(sizes: list[int]) -> None:
    pace, now, tokens = Pace({"BytesPerSecond": 1000, "MessagesPerSecond": 10}, 0), 0.0, 2000.0
    for size in sizes:
        wait = pace.spend(size, now)
        now, tokens = now + wait, min(2000.0, tokens + wait * 1000) - size - 100
        assert tokens >= 0


@given(st.binary(max_size=60))
def test_only_a_whole_head_is_a_head(payload: bytes) -> None:
    head = b":" + b"A" * 43 + b":"
    assert split_head(head + payload) == ("A" * 43, payload)
    if payload[:1] != b":":
        assert split_head(payload) == (None, payload)


@pytest.mark.parametrize("reason", ['"closed"', '"\\u001b[2J"', "7", "[]", "null"])
def test_another_reason_than_the_nine_is_cancelled(reason: str) -> None:
    text = f'{FS}{{"Cancel":"{"A" * 22}","Reason":{reason}}}'
    assert read_control(text) == Cancel("A" * 22, "cancelled")


@given(st.text())
def test_any_control_text_is_read_or_ignored(text: str) -> None:
    message = read_control(FS + text)
    assert message is None or read_control(write_control(message)) == message


def test_a_chunk_is_never_empty() -> None:
    assert [chunk_size(limit) for limit in (1, 129, 1000)] == [1, 1, 872]
