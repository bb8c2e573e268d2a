"""The JSON shapes in which the server says what it knows, and their times."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.models import (
    Answer,
    Claimed,
    Counts,
    Greeting,
    Peer,
    claimed_answer,
    greeting_answer,
    link_answer,
    peer_answer,
    rfc3339,
    status_answer,
    to_json,
)

BOB = Peer("bobs-public-id", 1353456789.125)


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (1353456789, "2012-11-21T00:13:09.000Z"),
        (1353456789.125, "2012-11-21T00:13:09.125Z"),
        (1353456789.9999, "2012-11-21T00:13:09.999Z"),
        (1709164800, "2024-02-29T00:00:00.000Z"),
        (253402300799, "9999-12-31T23:59:59.000Z"),
    ],
)
def test_times_are_rfc_3339_in_utc_to_the_millisecond(at: float, text: str) -> None:
    assert rfc3339(at) == text


@given(st.floats(0, 2**32))
def test_a_time_can_be_read_back(at: float) -> None:
    read = datetime.fromisoformat(rfc3339(at)).timestamp()
    assert read == pytest.approx(at, abs=0.0011)


ANSWERS: list[tuple[Answer, str]] = [
    (
        greeting_answer(Greeting("bobs-secret", BOB)),
        (
            '{"PrivateId":"bobs-secret","PublicId":"bobs-public-id",'
            '"Created":"2012-11-21T00:13:09.125Z"}'
        ),
    ),
    (
        peer_answer(BOB),
        '{"PublicId":"bobs-public-id","Created":"2012-11-21T00:13:09.125Z"}',
    ),
    (
        claimed_answer(Claimed(BOB, 1353458589.125)),
        (
            '{"PublicId":"bobs-public-id","Created":"2012-11-21T00:13:09.125Z",'
            '"Expires":"2012-11-21T00:43:09.125Z"}'
        ),
    ),
    (link_answer("alice", direct=True), '{"Remote":"alice","Direct":true}'),
    (link_answer("alice", direct=False), '{"Remote":"alice","Direct":false}'),
    (link_answer(None, direct=False), '{"Remote":false,"Direct":false}'),
    (
        status_answer("1.2.3", "hw", Counts(peers=3, identities=2), 1800),
        (
            '{"Version":"1.2.3","Mode":"hw","Status":{"Peers":3,"Identities":2},'
            '"IdentityTimeout":1800}'
        ),
    ),
]


@pytest.mark.parametrize(("answer", "text"), ANSWERS)
def test_an_answer_has_exactly_the_documented_fields(answer: Answer, text: str) -> None:
    assert to_json(answer) == text


def test_only_the_greeting_says_the_secret() -> None:
    assert "bobs-secret" not in str([peer_answer(BOB), claimed_answer(Claimed(BOB, 0))])
