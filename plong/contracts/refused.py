"""How refusals read over HTTP: one answer a status, its sentences as examples."""

from collections.abc import Mapping, Sequence
from typing import Final

from plong.contracts.operation import JSON, Operation
from plong.contracts.schema import Schema, shape_of
from plong.contracts.words import PING, PLONG, refusals
from plong.protocol.errors import (
    HeadTooBig,
    Overloaded,
    Refusal,
    ServerFull,
    TooMany,
    UpgradeRequired,
)
from plong.protocol.ping.answers import refused_answer
from plong.protocol.ping.errors import BadToken, HashMismatch, NotTheOwner

_RETRY: Final[Mapping[str, str]] = {
    "Retry-After": "Seconds after which to come again, if that is known."
}
_UPGRADE: Final[Mapping[str, str]] = {
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "The version that is spoken.",
}
_CHALLENGE: Final[Mapping[str, str]] = {"WWW-Authenticate": "Bearer (RFC 6750)."}
_BELOW: Final[tuple[type[Refusal], ...]] = (*(HeadTooBig, TooMany, ServerFull, Overloaded),)
"""Answered before anybody knows what is asked: too long a head, too many sockets or bytes."""
_MAY_RETRY: Final = frozenset({429, 503})


def refusal_references(operation: Operation) -> Mapping[str, object]:
    """Return what an operation refuses, by status, as references to `refusal_responses`."""
    return {
        str(status): {"$ref": f"#/components/responses/{_name(operation, kinds)}"}
        for status, kinds in _by_status(operation).items()
    }


def refusal_responses(operation: Operation) -> Mapping[str, object]:
    """Return what an operation refuses, by names that equal answers share."""
    return {
        _name(operation, kinds): _response(operation, kinds)
        for kinds in _by_status(operation).values()
    }


def _by_status(operation: Operation) -> Mapping[int, Sequence[type[Refusal]]]:
    by_status: dict[int, list[type[Refusal]]] = {}
    kinds = dict.fromkeys((*operation.refusals, *_BELOW))
    for kind in sorted(kinds, key=lambda kind: (kind.status, kind.__name__)):
        by_status.setdefault(kind.status, []).append(kind)
    return by_status


def _name(operation: Operation, kinds: Sequence[type[Refusal]]) -> str:
    way = "Ping" if operation.is_ping and set(kinds) - set(_BELOW) else ""
    bare = "Bare" if operation.method == "HEAD" else ""
    return bare + way + "Or".join(kind.__name__ for kind in kinds)


def _response(operation: Operation, kinds: Sequence[type[Refusal]]) -> Mapping[str, object]:
    sentences = dict.fromkeys(kind.sentence for kind in kinds)
    response: dict[str, object] = {"description": " / ".join(sentences)}
    if operation.method != "HEAD":
        response["content"] = {JSON: {"schema": _schema_of(operation, kinds)}}
    headers = _headers(kinds)
    return {**response, "headers": headers} if headers else response


def _schema_of(operation: Operation, kinds: Sequence[type[Refusal]]) -> Schema:
    if not operation.is_ping:
        return _schema(kinds)
    own = [kind for kind in kinds if kind in operation.refusals]
    below = [kind for kind in kinds if kind in _BELOW]
    schemas = [*([_ping_schema(own)] if own else ()), *([_schema(below)] if below else ())]
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def _schema(kinds: Sequence[type[Refusal]]) -> Schema:
    shape = shape_of(PLONG, {"Error": ""})
    return {**shape, "examples": [{"Error": kind.sentence} for kind in kinds]}


def _ping_schema(kinds: Sequence[type[Refusal]]) -> Schema:
    samples = [
        refused_answer(HashMismatch("", "") if kind is HashMismatch else kind()) for kind in kinds
    ]
    return {**shape_of({**PING, "code": refusals(*kinds)}, *samples), "examples": samples}


def _headers(kinds: Sequence[type[Refusal]]) -> Mapping[str, object]:
    told: dict[str, str] = {}
    if any(kind.status in _MAY_RETRY for kind in kinds):
        told |= _RETRY
    if UpgradeRequired in kinds:
        told |= _UPGRADE
    if {BadToken, NotTheOwner} & set(kinds):
        told |= _CHALLENGE
    return {
        name: {"description": text, "schema": {"type": "string"}} for name, text in told.items()
    }
