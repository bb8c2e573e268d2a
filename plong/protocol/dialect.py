"""How the server's answers read: as in 2012, or as ``plong.2``.

Both dialects are stateless; a function returns the text after ESC, or None for silence.
"""

from dataclasses import asdict
from typing import Final, Protocol

from plong.protocol.errors import Refusal, UnknownVerb
from plong.protocol.events import Event, HeardLcdp, Pinged, Restarting, Undelivered
from plong.protocol.models import Answer, to_json

PLONG_2: Final = "plong.2"
"""The WebSocket subprotocol that asks for the second dialect."""


_LONGEST_VERB: Final = 32
"""Characters of an unknown verb that are said back."""


class Dialect(Protocol):
    """What differs between clients of 2012 and of today."""

    name: str
    verbs: frozenset[str]

    def success(self, verb: str, answer: Answer) -> str | None:
        """Return the answer to a command that was done."""

    def failure(self, verb: str, refusal: Refusal) -> str | None:
        """Return the answer to a command that was refused."""

    def event(self, event: Event) -> str | None:
        """Return what to say when something happened."""

    def welcome(self, public_id: str, facts: Answer) -> str | None:
        """Return the first words on a new connection: who the client is, and ``facts``."""


class Classic:
    """The dialect of 2012: silence where nothing need be said."""

    name = "classic"
    verbs = frozenset({"ping", "wuu2", "iam", "whois", "chlink", "dalink"})
    _silent = frozenset({"iam", "chlink"})

    def success(self, verb: str, answer: Answer) -> str | None:
        """Answer ``pong``, nothing, or the bare object."""
        if verb == "ping":
            return "pong"
        return None if verb in self._silent else to_json(answer)

    def failure(self, verb: str, refusal: Refusal) -> str | None:  # noqa: ARG002
        """Answer with the sentence; an unknown verb meets silence."""
        return None if isinstance(refusal, UnknownVerb) else to_json({"Error": str(refusal)})

    def event(self, event: Event) -> str | None:
        """Tell of undelivered messages, of nothing else."""
        return self.failure("", event.refusal) if isinstance(event, Undelivered) else None

    def welcome(self, public_id: str, facts: Answer) -> str | None:  # noqa: ARG002
        """Say nothing."""
        return None


class Plong2:
    """The dialect ``plong.2``: one answer a command, errors with codes, events."""

    name = "plong2"
    verbs = Classic.verbs | {"tell", "lcdp"}

    def success(self, verb: str, answer: Answer) -> str:
        """Answer with ``Ok`` and what was asked."""
        return to_json({"Ok": verb, **answer})

    def failure(self, verb: str, refusal: Refusal) -> str:
        """Answer with the sentence, its code, and the verb that was refused."""
        return to_json({**_error(refusal), "Verb": verb[:_LONGEST_VERB]})

    def event(self, event: Event) -> str:
        """Tell what happened. An undelivered message is an Error that answers no verb."""
        match event:
            case Undelivered(refusal):
                return to_json(_error(refusal))
            case Restarting(reconnect_in):
                return to_json({"Event": "restarting", "ReconnectIn": reconnect_in})
            case Pinged():  # in PING's own words
                return to_json({"Event": "ping", **asdict(event)})
            case HeardLcdp(messages):  # in LCDP's, as they are
                return f'{{"Event":"lcdp","Messages":{messages}}}'
            case _:  # Linked, Unlinked or Gone
                name = type(event).__name__.lower()
                return to_json({"Event": name, "PublicId": event.public_id})

    def welcome(self, public_id: str, facts: Answer) -> str:
        """Say who the client is here, and what it may do."""
        return to_json({"Event": "welcome", "PublicId": public_id, **facts})


def _error(refusal: Refusal) -> dict[str, object]:
    error: dict[str, object] = {"Error": str(refusal), "Code": refusal.code}
    if refusal.retry_after is not None:
        error["RetryAfter"] = refusal.retry_after
    return error
