"""Every refusal's stable code, HTTP status and sentence."""

import pytest

from plong.protocol import errors
from plong.protocol.errors import BadRequest, Refusal, switched_off

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
