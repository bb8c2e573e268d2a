"""How answers read in 2012's dialect and in ``plong.2``."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.dialect import Classic, Dialect, Plong2
from plong.protocol.errors import (
    BadRequest,
    IdentityNotFound,
    NoSuchPeer,
    NotConnected,
    RateLimited,
    Refusal,
    UnknownVerb,
)
from plong.protocol.events import (
    Event,
    Gone,
    HeardLcdp,
    Linked,
    Pinged,
    Restarting,
    Undelivered,
    Unlinked,
)
from plong.protocol.models import Answer

LINK: Answer = {"Remote": "bob", "Direct": True}

SUCCESSES: list[tuple[str, Answer, str | None, str]] = [
    ("ping", {}, "pong", '{"Ok":"ping"}'),
    ("wuu2", {"Version": "1"}, '{"Version":"1"}', '{"Ok":"wuu2","Version":"1"}'),
    ("iam", {"PublicId": "me"}, None, '{"Ok":"iam","PublicId":"me"}'),
    ("whois", {"PublicId": "bob"}, '{"PublicId":"bob"}', '{"Ok":"whois","PublicId":"bob"}'),
    ("chlink", LINK, None, '{"Ok":"chlink","Remote":"bob","Direct":true}'),
    (
        "dalink",
        LINK,
        '{"Remote":"bob","Direct":true}',
        '{"Ok":"dalink","Remote":"bob","Direct":true}',
    ),
]


@pytest.mark.parametrize(("verb", "answer", "classic", "second"), SUCCESSES)
def test_what_was_done_is_answered(
    verb: str, answer: Answer, classic: str | None, second: str
) -> None:
    assert Classic().success(verb, answer) == classic
    assert Plong2().success(verb, answer) == second


def test_what_was_told_is_answered_in_plong_2() -> None:
    assert Plong2().success("tell", {}) == '{"Ok":"tell"}'


FAILURES: list[tuple[str, Refusal, str | None, str]] = [
    (
        "chlink",
        NoSuchPeer(),
        '{"Error":"No such peer."}',
        '{"Error":"No such peer.","Code":"no-such-peer","Verb":"chlink"}',
    ),
    (
        "whois",
        IdentityNotFound(),
        '{"Error":"Identity not found."}',
        '{"Error":"Identity not found.","Code":"identity-not-found","Verb":"whois"}',
    ),
    (
        "iam",
        BadRequest('"\N{GRINNING FACE}"'),
        '{"Error":"\\"\\ud83d\\ude00\\""}',
        '{"Error":"\\"\\ud83d\\ude00\\"","Code":"bad-request","Verb":"iam"}',
    ),
    (
        "whois",
        RateLimited(retry_after=7),
        '{"Error":"Too many tries; wait a little."}',
        (
            '{"Error":"Too many tries; wait a little.","Code":"rate-limited","RetryAfter":7,'
            '"Verb":"whois"}'
        ),
    ),
    (
        "iam",
        RateLimited("Now.", retry_after=0),
        '{"Error":"Now."}',
        '{"Error":"Now.","Code":"rate-limited","RetryAfter":0,"Verb":"iam"}',
    ),
    (
        "dance",
        UnknownVerb(),
        None,
        '{"Error":"Unknown verb.","Code":"unknown-verb","Verb":"dance"}',
    ),
]


@pytest.mark.parametrize(("verb", "refusal", "classic", "second"), FAILURES)
def test_what_was_refused_is_answered(
    verb: str, refusal: Refusal, classic: str | None, second: str
) -> None:
    assert Classic().failure(verb, refusal) == classic
    assert Plong2().failure(verb, refusal) == second


EVENTS: list[tuple[Event, str | None, str]] = [
    (Linked("bob"), None, '{"Event":"linked","PublicId":"bob"}'),
    (Unlinked("bob"), None, '{"Event":"unlinked","PublicId":"bob"}'),
    (Gone("bob"), None, '{"Event":"gone","PublicId":"bob"}'),
    (
        Pinged("i", "http://a", "ask"),
        None,
        '{"Event":"ping","ping_id":"i","origin":"http://a","payload_type":"ask"}',
    ),
    (
        HeardLcdp('[{"ChatMessage":{"message":"Grüße"}}]'),
        None,
        '{"Event":"lcdp","Messages":[{"ChatMessage":{"message":"Grüße"}}]}',
    ),
    (Restarting(1.5), None, '{"Event":"restarting","ReconnectIn":1.5}'),
    (
        Undelivered(NotConnected()),
        '{"Error":"Peer not connected."}',
        '{"Error":"Peer not connected.","Code":"not-connected"}',
    ),
]


@pytest.mark.parametrize(("event", "classic", "second"), EVENTS)
def test_what_happened_is_told(event: Event, classic: str | None, second: str) -> None:
    assert Classic().event(event) == classic
    assert Plong2().event(event) == second


def test_only_plong_2_is_welcomed() -> None:
    facts = {"Limits": {"MaxMessage": 1048576}, "Version": "1.2.3"}
    welcome = (
        '{"Event":"welcome","PublicId":"me","Limits":{"MaxMessage":1048576},"Version":"1.2.3"}'
    )
    assert Classic().welcome("me", facts) is None
    assert Plong2().welcome("me", facts) == welcome


def test_only_plong_2_has_tell_and_lcdp() -> None:
    assert Classic().verbs == {"ping", "wuu2", "iam", "whois", "chlink", "dalink"}
    assert Plong2().verbs == {*Classic().verbs, "tell", "lcdp"}


texts = st.text()
refusals = st.builds(BadRequest, texts, retry_after=st.none() | st.integers()) | st.builds(
    UnknownVerb
)
events = (
    st.builds(Linked, texts)
    | st.builds(Unlinked, texts)
    | st.builds(Gone, texts)
    | st.builds(Restarting, st.floats(0, 60))
    | st.builds(Undelivered, refusals)
    | st.builds(Pinged, texts, texts, texts)
)
answers = st.dictionaries(texts, texts | st.booleans() | st.integers())
dialects: st.SearchStrategy[Dialect] = st.sampled_from([Classic(), Plong2()])


@given(dialects, texts, answers, refusals, events)
def test_whatever_is_said_is_a_json_object_in_ascii_or_pong(
    dialect: Dialect, verb: str, answer: Answer, refusal: Refusal, event: Event
) -> None:
    said = [
        dialect.success(verb, answer),
        dialect.failure(verb, refusal),
        dialect.event(event),
        dialect.welcome(verb, answer),
    ]
    for words in said:
        if words not in {None, "pong"}:
            assert words is not None
            assert words.isascii()
            assert isinstance(json.loads(words), dict)


@given(texts, answers, refusals, events)
def test_plong_2_answers_everything(
    verb: str, answer: Answer, refusal: Refusal, event: Event
) -> None:
    dialect = Plong2()
    assert json.loads(dialect.success(verb, {**answer, "Ok": verb}))["Ok"] == verb
    assert json.loads(dialect.failure(verb, refusal))["Verb"] == verb[:32]
    assert dialect.event(event)
