"""Every refusal's stable code, HTTP status and sentence; every close code."""

import pytest
from websockets.frames import Close as ReferenceClose

from plong.protocol import errors
from plong.protocol.errors import BadRequest, Close, Refusal, switched_off

REFUSALS = [
    ("BadRequest", "bad-request", 400, "Bad request."),
    ("UnknownVerb", "unknown-verb", 400, "Unknown verb."),
    (
        "OriginNotAllowed",
        "origin-not-allowed",
        403,
        "Pages of this origin may not use this server.",
    ),
    (
        "NotLocal",
        "not-local",
        403,
        "Only programs and pages on the server's own machine may use the bridge (bridge_allow).",
    ),
    ("NoSuchPeer", "no-such-peer", 404, "No such peer."),
    ("IdentityNotFound", "identity-not-found", 404, "Identity not found."),
    ("NotConnected", "not-connected", 404, "Peer not connected."),
    ("SwitchedOff", "switched-off", 404, "This feature is switched off on this server."),
    ("NoSuchRoute", "no-such-route", 404, "There is nothing at this path."),
    ("MethodNotAllowed", "method-not-allowed", 405, "This path does not take this method."),
    ("TooSlow", "too-slow", 408, "The request did not arrive in time."),
    ("PassphraseTaken", "passphrase-taken", 409, "Another peer holds this passphrase."),
    ("TooBig", "too-big", 413, "Too many bytes."),
    (
        "UpgradeRequired",
        "upgrade-required",
        426,
        "This path wants a WebSocket upgrade of version 13.",
    ),
    ("HeadTooBig", "head-too-big", 431, "The request's head is too big."),
    ("RateLimited", "rate-limited", 429, "Too many tries; wait a little."),
    ("TooMany", "too-many", 429, "You have as many as one may have here."),
    ("ServerFull", "full", 503, "The server is full."),
    (
        "OutboxFull",
        "outbox-full",
        503,
        "The outbox is full; wait until receivers have acknowledged some of it.",
    ),
    ("InboxFull", "inbox-full", 503, "The inbox is full."),
    ("Overloaded", "overloaded", 503, "The server's buffers are full."),
    ("Unavailable", "unavailable", 503, "The server cannot store anything just now."),
]
CLOSES = [
    ("ENDED", 1000, "Ended by an empty message.", True, ""),
    ("DONE", 1000, "Done.", True, ""),
    ("NO_TEXT", 1003, "Only binary messages.", False, "no-text"),
    ("GOING_AWAY", 1001, "No answer to keepalive.", True, "no-answer"),
    ("MESSAGE_TOO_BIG", 1009, "Message too big.", False, "too-big"),
    ("INTERNAL_ERROR", 1011, "Internal error.", True, "internal-error"),
    ("RESTARTING", 1012, "Server restarting.", True, ""),
    ("UNAVAILABLE", 1013, "The server cannot look up peers just now.", True, "unavailable"),
    ("OVERLOADED", 1013, "The server's buffers are full.", True, "overloaded"),
    ("REMOVED", 4001, "Peer removed.", False, ""),
    ("NO_SUCH_PEER", 4004, "No such peer.", False, "no-such-peer"),
    ("TOO_FAST", 4008, "Sending too fast.", True, "too-fast"),
    ("TOO_SLOW", 4008, "Reading too slowly.", True, "slow-reader"),
    ("FULL", 4013, "Too many connections.", True, "too-many"),
]


@pytest.mark.parametrize(("name", "code", "status", "sentence"), REFUSALS)
def test_a_refusal_has_a_code_a_status_and_a_sentence(
    name: str, code: str, status: int, sentence: str
) -> None:
    refusal: Refusal = getattr(errors, name)()
    assert (refusal.code, refusal.status, str(refusal)) == (code, status, sentence)
    assert refusal.retry_after == (60 if name == "TooMany" else None)


def test_no_refusal_is_missing_from_the_table() -> None:
    kinds = [kind for kind in Refusal.__subclasses__() if kind.__module__ == errors.__name__]
    assert {kind.__name__ for kind in kinds} == {row[0] for row in REFUSALS}


def test_no_two_refusals_share_a_code() -> None:
    assert len({row[1] for row in REFUSALS}) == len(REFUSALS)


def test_a_refusal_may_say_more_than_its_kind() -> None:
    refusal = errors.RateLimited("Later.", retry_after=7)
    assert (str(refusal), refusal.retry_after) == ("Later.", 7)
    assert str(BadRequest("")) == ""


def test_what_is_switched_off_names_its_letter() -> None:
    refusal = switched_off("Passthru", "x")
    sentence = 'Passthru is switched off on this server ("x" is not in its mode).'
    assert (refusal.code, refusal.status, str(refusal)) == ("switched-off", 404, sentence)


@pytest.mark.parametrize(("name", "code", "reason", "come_back", "word"), CLOSES)
def test_a_close_has_a_code_a_reason_advice_and_what_it_is_counted_as(
    name: str, code: int, reason: str, come_back: bool, word: str
) -> None:
    assert getattr(errors, name) == Close(code, reason, come_back, word)


def test_no_close_is_missing_from_the_table() -> None:
    closes = {name for name, value in vars(errors).items() if isinstance(value, Close)}
    assert closes == {row[0] for row in CLOSES}


@pytest.mark.parametrize("name", [row[0] for row in CLOSES])
def test_every_close_may_be_sent(name: str) -> None:
    close: Close = getattr(errors, name)
    ReferenceClose(close.code, close.reason).check()
    assert len(close.reason.encode()) <= 123
