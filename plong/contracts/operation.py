"""One question over HTTP: what is asked, what is answered, what may be refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from plong.contracts.schema import Schema
from plong.protocol.errors import Refusal

JSON: Final = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is answered to a question that was done."""

    description: str
    status: int | None = 200
    """None: whatever somebody else's server has answered, which is passed on."""
    content: Mapping[str, Schema] = field(default_factory=dict)
    """By media type; empty: no body."""
    headers: Mapping[str, Schema] = field(default_factory=dict)
    links: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What can be asked next: names of operations, and what goes into which field of the body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One parameter behind the question mark."""

    name: str
    description: str
    schema: Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What is sent along."""

    schema: Schema
    most: int
    """Bytes; more is answered 413."""
    example: Mapping[str, object] | None = None
    is_any_type: bool = True
    """Read as JSON whatever its Content-Type says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method at one path."""

    method: str
    path: str
    name: str
    """``operationId``, from which others make names of functions."""
    tag: str
    summary: str
    description: str = ""
    answers: Sequence[Answer]
    refusals: Sequence[type[Refusal]] = ()
    body: Body | None = None
    query: Sequence[Query] = ()
    security: Sequence[str] = ()
    """Names of the schemes of which one is wanted."""
    is_ping: bool = False
    """Errors read as PING's do."""


def answer_json(
    description: str,
    schema: Schema,
    status: int = 200,
    links: Mapping[str, Mapping[str, str]] | None = None,
) -> Answer:
    """Return an answer in JSON."""
    return Answer(description=description, status=status, content={JSON: schema}, links=links or {})
