"""Every refusal that a client can meet: a sentence, a stable code, an HTTP status.

A refusal is the documented answer to what a stranger asked; the endpoint says it in its own
words (HTTP status and body, or a control frame). Anything else that is raised is our mistake.
"""

from typing import ClassVar, Final

PRUNED_WITHIN: Final = 60
"""Seconds within which what has expired makes room."""


class Refusal(Exception):
    """The answer is no. ``str(refusal)`` is the sentence for the client."""

    code: ClassVar[str] = "bad-request"
    status: ClassVar[int] = 400
    sentence: ClassVar[str] = "Bad request."
    retry_after: int | None = None
    """Whole seconds after which the same question may be answered, where that is known."""

    def __init__(self, sentence: str | None = None, *, retry_after: int | None = None) -> None:
        super().__init__(self.sentence if sentence is None else sentence)
        self.retry_after = retry_after


class BadRequest(Refusal):
    """The question itself is wrong; asking again will not help."""


class UnknownVerb(Refusal):
    """A control frame whose verb this dialect does not have."""

    code = "unknown-verb"
    sentence = "Unknown verb."


class OriginNotAllowed(Refusal):
    """A page of this origin may not use the server (``allowed_origins``)."""

    code = "origin-not-allowed"
    status = 403
    sentence = "Pages of this origin may not use this server."


class NotLocal(Refusal):
    """The bridge to LCDP is for who is on the server's machine (``bridge_allow``)."""

    code = "not-local"
    status = 403
    sentence = (
        "Only programs and pages on the server's own machine may use the bridge (bridge_allow)."
    )


class NoSuchPeer(Refusal):
    """No peer has this id."""

    code = "no-such-peer"
    status = 404
    sentence = "No such peer."


class IdentityNotFound(Refusal):
    """No live identity has this passphrase."""

    code = "identity-not-found"
    status = 404
    sentence = "Identity not found."


class NotConnected(Refusal):
    """The peer has no connection, or lost it before the message was written."""

    code = "not-connected"
    status = 404
    sentence = "Peer not connected."


class SwitchedOff(Refusal):
    """The feature's letter is not in ``mode``."""

    code = "switched-off"
    status = 404
    sentence = "This feature is switched off on this server."


def switched_off(feature: str, letter: str) -> SwitchedOff:
    """Return the refusal of a feature whose letter is not in ``mode``."""
    return SwitchedOff(f'{feature} is switched off on this server ("{letter}" is not in its mode).')


class NoSuchRoute(Refusal):
    """The server has nothing at this path."""

    code = "no-such-route"
    status = 404
    sentence = "There is nothing at this path."


class MethodNotAllowed(Refusal):
    """The path is right, the HTTP method is not."""

    code = "method-not-allowed"
    status = 405
    sentence = "This path does not take this method."


class TooSlow(Refusal):
    """The request's body did not arrive in time."""

    code = "too-slow"
    status = 408
    sentence = "The request did not arrive in time."


class PassphraseTaken(Refusal):
    """A live identity of another peer has this passphrase."""

    code = "passphrase-taken"
    status = 409
    sentence = "Another peer holds this passphrase."


class TooBig(Refusal):
    """More bytes than the documented limit."""

    code = "too-big"
    status = 413
    sentence = "Too many bytes."


class UpgradeRequired(Refusal):
    """A WebSocket of a version that is not ours (RFC 6455 section 4.4), or none at all."""

    code = "upgrade-required"
    status = 426
    sentence = "This path wants a WebSocket upgrade of version 13."


class HeadTooBig(Refusal):
    """An HTTP request's line and headers are too many bytes."""

    code = "head-too-big"
    status = 431
    sentence = "The request's head is too big."


class RateLimited(Refusal):
    """Too many questions from one place, or more than the server can hash just now."""

    code = "rate-limited"
    status = 429
    sentence = "Too many tries; wait a little."


class TooMany(Refusal):
    """One address or one peer has as much as it may; there is room for others."""

    code = "too-many"
    status = 429
    sentence = "You have as many as one may have here."

    def __init__(self, sentence: str | None = None, *, retry_after: int = PRUNED_WITHIN) -> None:
        super().__init__(sentence, retry_after=retry_after)


class ServerFull(Refusal):
    """A configured limit on what the server holds is reached."""

    code = "full"
    status = 503
    sentence = "The server is full."


class OutboxFull(Refusal):
    """An outbox, or all of them together, holds as much as is allowed."""

    code = "outbox-full"
    status = 503
    sentence = "The outbox is full; wait until receivers have acknowledged some of it."


class InboxFull(Refusal):
    """An inbox, or all of them together, holds as much as is allowed."""

    code = "inbox-full"
    status = 503
    sentence = "The inbox is full."


class Overloaded(Refusal):
    """The server holds as much for all its clients as it may, for this one most."""

    code = "overloaded"
    status = 503
    sentence = "The server's buffers are full."


class Unavailable(Refusal):
    """The store cannot keep a promise just now, so none is made."""

    code = "unavailable"
    status = 503
    sentence = "The server cannot store anything just now."
