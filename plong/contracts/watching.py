"""What operators' programs ask: health, readiness, metrics."""

from collections.abc import Mapping, Sequence
from typing import Final

from plong.config import Config
from plong.contracts.operation import JSON, Answer, Operation, answer_json
from plong.contracts.schema import shape_of
from plong.contracts.words import PLONG, TEXT

_TAG: Final = "watching"
_HEALTHY: Final = shape_of(PLONG, {"Healthy": True})
_READY: Final = shape_of(PLONG, {"Ready": True})
_NOT_READY: Final = shape_of(PLONG, {"Ready": False, "Reasons": []})
_ERROR: Final = shape_of(PLONG, {"Error": ""})
_NO: Final[Mapping[str, object]] = {"anyOf": [_NOT_READY, _ERROR]}
"""The server may be full as well, which is answered with the same status."""


def operations(config: Config) -> Sequence[Operation]:
    """Return what there is in every mode; metrics at this port only with a token."""
    return (_health(), _readiness(), *([_metrics()] if config.metrics_token else ()))


def _health() -> Operation:
    return Operation(
        method="GET",
        path="/healthz",
        name="health",
        tag=_TAG,
        summary="Ask whether the process answers.",
        answers=[answer_json("It does.", _HEALTHY)],
    )


def _readiness() -> Operation:
    retry = {"Retry-After": TEXT}
    no = Answer(description="Not now.", status=503, content={JSON: _NO}, headers=retry)
    return Operation(
        method="GET",
        path="/readyz",
        name="readiness",
        tag=_TAG,
        summary="Ask whether to send new clients here.",
        answers=[answer_json("Send them.", _READY), no],
    )


def _metrics() -> Operation:
    content = dict.fromkeys(("text/plain", "application/openmetrics-text"), TEXT)
    challenge = {"WWW-Authenticate": TEXT}
    return Operation(
        method="GET",
        path="/metrics",
        name="metrics",
        tag=_TAG,
        summary="Ask for the metrics, as Prometheus does.",
        answers=[
            Answer(description="All of them.", content=content),
            Answer(
                description="The token is missing, or another one.",
                status=401,
                content={JSON: _ERROR},
                headers=challenge,
            ),
        ],
        security=["Metrics"],
    )
