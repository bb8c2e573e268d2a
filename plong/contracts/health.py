"""How the server is, for whoever watches it."""

from collections.abc import Mapping, Sequence
from typing import Final

from plong.contracts.operation import JSON, Answer, Operation, answer_json
from plong.contracts.schema import Schema, list_of, object_of
from plong.protocol.readiness import REASONS

_REASONS: Final = list_of({"type": "string", "enum": REASONS})
_RETRY_AFTER: Final[Mapping[str, Schema]] = {"Retry-After": {"type": "string"}}


def operations() -> Sequence[Operation]:
    """Return what there is in every mode."""
    return (
        _question("healthz", "Ask whether the process answers.", _healthy()),
        _question("readyz", "Ask whether it wants to be sent new clients.", _ready(), _not_ready()),
    )


def _healthy() -> Answer:
    return answer_json("Yes.", object_of({"Healthy": {"const": True}}, ["Healthy"]))


def _ready() -> Answer:
    return answer_json("Yes.", object_of({"Ready": {"const": True}}, ["Ready"]))


def _not_ready() -> Answer:
    fields = {"Ready": {"const": False}, "Reasons": _REASONS}
    return Answer(
        description="No, and why; who is there is served all the same.",
        status=503,
        content={JSON: object_of(fields, list(fields))},
        headers=_RETRY_AFTER,
    )


def _question(name: str, summary: str, *answers: Answer) -> Operation:
    path = f"/{name}"
    return Operation(
        method="GET", path=path, name=name, tag="health", summary=summary, answers=answers
    )
