"""HTTP answers: JSON, errors included."""

import json
from collections.abc import Mapping

from starlette.responses import Response

from plong.protocol.errors import Refusal
from plong.protocol.models import Answer

_HEADERS: Mapping[str, str] = {
    # Answers hold secrets or change by the second; nobody between may keep them.
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


class JSONAnswer(Response):
    """A JSON object, compact and in ASCII."""

    media_type = "application/json"

    def __init__(
        self, answer: Answer, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(answer, status, {**_HEADERS, **(headers or {})})

    def render(self, content: Answer) -> bytes:
        """Write the object."""
        return json.dumps(content, separators=(",", ":")).encode("ascii")


def refusal_answer(refusal: Refusal, headers: Mapping[str, str] | None = None) -> JSONAnswer:
    """Say no: ``{"Error": …}`` and the refusal's status, and when to come back if known."""
    more = dict(headers or {})
    if refusal.retry_after is not None:
        more["Retry-After"] = str(refusal.retry_after)
    return JSONAnswer({"Error": str(refusal)}, refusal.status, more)
