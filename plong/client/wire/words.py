"""What the server says in the dialect ``plong.2`` (docs/wire/plong.md)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from plong.client.wire.errors import PlongError
from plong.client.wire.fields import optional, text
from plong.client.wire.numbers import read_limit, read_seconds
from plong.client.wire.objects import read_object

ESC: Final = "\x1b"

NoticeKind = Literal["linked", "unlinked", "gone"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A command was done."""

    verb: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A command was refused."""

    verb: str
    error: PlongError


@dataclass(frozen=True, slots=True)
class Complaint:
    """A message was not delivered, or too many are sent."""

    error: PlongError


@dataclass(frozen=True, slots=True)
class Welcome:
    """The connection is open."""

    public_id: str
    limits: Mapping[str, int]
    address: str | None = None
    """Where others knock; None: this server has no PING."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something happened to the peer that this connection is linked to."""

    kind: NoticeKind
    public_id: str


@dataclass(frozen=True, slots=True)
class Restart:
    """The server will stop on purpose."""

    reconnect_in: float


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody knocked at our address (docs/wire/ping.md)."""

    ping_id: str
    origin: str
    payload_type: str


@dataclass(frozen=True, slots=True)
class Lcdp:
    """Our node of LCDP has answered or heard something (docs/wire/lcdp.md)."""

    messages: Sequence[Mapping[str, Any]]


Words = Answer | Refusal | Complaint | Welcome | Notice | Restart | Knock | Lcdp


def read_words(text: str) -> Words | None:
    """Read the server's words, ESC included; None for an event that is not known yet.

    Raises:
        PlongError: ``bad-answer``, they are no words of this dialect.
    """
    fields = read_object(text.removeprefix(ESC))
    try:
        if fields is not None:
            return _read_fields(fields)
    except (KeyError, TypeError, ValueError, AttributeError):
        pass
    raise PlongError("bad-answer", f"The server said {text[:80]!r}; is it a Plong server?")


def _read_fields(fields: Mapping[str, Any]) -> Words | None:
    if "Ok" in fields:
        return _read_answer(fields)
    if "Event" in fields:
        return _read_event(fields)
    error = _read_error(fields)
    return Refusal(str(fields["Verb"]), error) if "Verb" in fields else Complaint(error)


def _read_answer(fields: Mapping[str, Any]) -> Answer:
    if fields["Ok"] == "chlink" and not isinstance(fields["Remote"], str):
        raise ValueError(fields["Remote"])
    return Answer(str(fields["Ok"]), fields)


def _read_error(fields: Mapping[str, Any]) -> PlongError:
    retry_after = fields.get("RetryAfter")
    return PlongError(
        str(fields["Code"]),
        str(fields["Error"]),
        retry_after=None if retry_after is None else read_seconds(retry_after),
    )


def _read_event(fields: Mapping[str, Any]) -> Words | None:
    match fields["Event"]:
        case "welcome":
            return _read_welcome(fields)
        case "linked" | "unlinked" | "gone" as kind:
            return Notice(cast("NoticeKind", kind), str(fields["PublicId"]))
        case "restarting":
            return Restart(read_seconds(fields["ReconnectIn"]))
        case "ping":
            return Knock(*(text(fields[name]) for name in ("ping_id", "origin", "payload_type")))
        case "lcdp":
            return Lcdp(_read_messages(fields["Messages"]))
        case _:
            return None


def _read_messages(messages: object) -> Sequence[Mapping[str, Any]]:
    if not isinstance(messages, list) or not all(isinstance(one, dict) for one in messages):
        raise TypeError(messages)
    return tuple(messages)


def _read_welcome(fields: Mapping[str, Any]) -> Welcome:
    address = optional(text)(fields.get("Address"))
    return Welcome(str(fields["PublicId"]), _read_limits(fields["Limits"]), address)


def _read_limits(limits: Mapping[str, Any]) -> Mapping[str, int]:
    return {str(name): read_limit(limit) for name, limit in limits.items()}
