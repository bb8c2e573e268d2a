"""What PING refuses, beside what every way in refuses (`plong.protocol.errors`).

PING Draft 0.1 leaves the statuses open; these satisfy the four reference implementations.
docs/wire/ping.md.
"""

from plong.protocol.errors import Refusal


class NotTheOwner(Refusal):
    """What only an owner may ask, asked without the secret that proves it."""

    code = "not-the-owner"
    status = 401
    sentence = "Only the owner may ask this, with its secret as Authorization: Bearer."


class BadToken(Refusal):
    """Whoever knocks at the door for users has no token of this owner, if there is an owner."""

    code = "bad-token"
    status = 401
    sentence = "This door wants a token from its owner as Authorization: Bearer."


class NotYourOrigin(Refusal):
    """Who sends in another's name would have the receiver ask there for what is not there."""

    code = "not-your-origin"
    status = 403
    sentence = "origin must be your own address, or that of one of your masks."


class ForbiddenTarget(Refusal):
    """A target where the server never knocks. See `network.host_refusal`."""

    code = "not-allowed-there"
    status = 403
    sentence = "The server does not connect to this target."


class NoSuchPing(Refusal):
    """Nothing of this id is, or ever was, in the outbox or inbox; or its owner ignored it."""

    code = "no-such-ping"
    status = 404
    sentence = "No such ping."


class NotPulled(Refusal):
    """An acknowledgement of what nobody has fetched: the content stays."""

    code = "not-pulled"
    status = 409
    sentence = "Nobody has pulled this ping yet, so it cannot be acknowledged."


class AlreadyAcknowledged(Refusal):
    """The owner pulled this, and the sender knows: it has nothing more to give."""

    code = "already-acknowledged"
    status = 409
    sentence = "This ping is pulled and acknowledged already."


class Gone(Refusal):
    """The content was acknowledged, or nobody acknowledged it in time."""

    code = "gone"
    status = 410
    sentence = "This ping has come to its end."


class UnsupportedType(Refusal):
    """A body that says it is something other than JSON or text."""

    code = "unsupported-type"
    status = 415
    sentence = "The Content-Type must be application/json."


class HashMismatch(Refusal):
    """The sender serves other content than it announced; it is neither kept nor acknowledged."""

    code = "hash-mismatch"
    status = 422
    sentence = "The content does not have the announced hash."

    def __init__(self, expected: str, actual: str) -> None:
        super().__init__()
        self.expected = expected
        self.actual = actual


class SenderFailed(Refusal):
    """The sender cannot be reached, or does not answer as PING wants it."""

    code = "sender-failed"
    status = 502
    sentence = "The sender cannot be reached."


class TargetFailed(Refusal):
    """Whom an anonymous sender knocks at did not answer; why, nobody is told."""

    code = "target-failed"
    status = 502
    sentence = "Nobody answers at the target."


class NotAllowedThere(SenderFailed):
    """The address leads to a place that the server does not go to. See `network.refusal`."""

    code = "not-allowed-there"
    sentence = "The server does not connect to this address."
