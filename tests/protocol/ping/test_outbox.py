"""Content as it is served, and as it is read from those who serve it in their way."""

import contextlib
import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.models import to_json
from plong.protocol.ping.errors import HashMismatch, SenderFailed
from plong.protocol.ping.models import Knock, Outgoing, SenderState
from plong.protocol.ping.outbox import ack_path, hash_of, outbox_answer, outbox_path, read_outbox
from tests.support.commands import json_values, unicode_texts

HI = "3639efcd08abb273b1619e82e78c29a7df02c1051b1820e99fc395dcaa3326b8"
KNOCK = Knock("i", "http://a")
OUTGOING = Outgoing("", "i", "http://a", "http://b", "ask", "Hi", HI, SenderState.PING_EXISTS, 0)


def test_a_hash_is_sha_256_of_the_contents_utf_8() -> None:
    assert hash_of("Hi") == HI
    assert hash_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_an_outbox_serves_four_strings() -> None:
    assert to_json(outbox_answer(OUTGOING)) == (
        f'{{"ping_id":"i","payload_type":"ask","content":"Hi","content_hash":"{HI}"}}'
    )


def test_an_id_has_a_place_in_the_outbox() -> None:
    assert outbox_path("a.b~c") == "/outbox/a.b~c"
    assert ack_path("a.b~c") == "/outbox/a.b~c/ack"


@given(unicode_texts)
def test_what_is_served_is_read(content: str) -> None:
    served = dataclasses.replace(OUTGOING, content=content, content_hash=hash_of(content))
    knock = dataclasses.replace(KNOCK, content_hash=served.content_hash)
    assert read_outbox(knock, 200, to_json(outbox_answer(served)).encode()) == content


@pytest.mark.parametrize(
    "body",
    [
        '{"content": "Hi"}',
        '{"content": "Hi", "content_hash": null, "ping_id": null, "payload_type": 7}',
        '{"content": "Hi", "content_hash": "of something else", "size": [2]}',
        ' {"ping_id": "i", "payload_type": "ask", "content": "Hi"}\n',
    ],
)
@pytest.mark.parametrize("announced", [None, HI])
def test_only_the_content_counts(body: str, announced: str | None) -> None:
    knock = dataclasses.replace(KNOCK, content_hash=announced)
    assert read_outbox(knock, 200, body.encode()) == "Hi"


NO_CONTENT = [
    *(b"", b"Hi", b"<html>", b'"Hi"', b'["Hi"]', b"{}", b"[" * 10000, b'{"content": null}'),
    *(b'{"content": 7}', b'{"content": {"a": "b"}}', b'{"content": NaN}', b'{"content": "\xff"}'),
    *(b'{"content": "\\ud800"}', b'{"content": "a", "content": "b"}'),
]


@pytest.mark.parametrize("body", NO_CONTENT)
def test_an_answer_without_content_is_the_senders_failure(body: bytes) -> None:
    with pytest.raises(SenderFailed, match=r"The sender's answer is no PING content\.") as failed:
        read_outbox(KNOCK, 200, body)
    assert failed.value.status == 502


@pytest.mark.parametrize("status", [201, 203, 204, 206, 301, 404, 410, 500])
def test_an_answer_is_read_with_status_200_only(status: int) -> None:
    with pytest.raises(SenderFailed, match=f"The sender answered with status {status}"):
        read_outbox(KNOCK, status, b'{"content": "Hi"}')


def test_other_content_than_announced_is_refused_with_both_hashes() -> None:
    knock = dataclasses.replace(KNOCK, content_hash=HI)
    with pytest.raises(HashMismatch) as refused:
        read_outbox(knock, 200, b'{"content": "Ho"}')
    assert (refused.value.expected, refused.value.actual) == (HI, hash_of("Ho"))
    assert refused.value.status == 422


@given(st.binary() | json_values.map(lambda value: json.dumps({"content": value}).encode()))
def test_any_answer_is_content_or_the_senders_failure(body: bytes) -> None:
    with contextlib.suppress(SenderFailed):
        assert isinstance(read_outbox(KNOCK, 200, body), str)
