"""HTTP answers: JSON, errors included."""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus

from starlette.responses import Response

from plong.protocol.errors import Refusal, UpgradeRequired
from plong.protocol.models import Answer, to_json


class JSONAnswer(Response):
    """JSON, compact and in ASCII."""

    def __init__(
        self,
        answer: Answer | Sequence[Answer],
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status_code = status
        self.background = None
        self.body = to_json(answer).encode("ascii")
        # Written out, where Starlette would derive them anew for every answer.
        self.raw_headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(self.body)),
            # Answers hold secrets or change by the second; nobody between may keep them.
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
        ]
        for name, value in (headers or {}).items():
            self.raw_headers.append((name.lower().encode("latin-1"), value.encode("latin-1")))


def refusal_answer(refusal: Refusal, headers: Mapping[str, str] | None = None) -> JSONAnswer:
    """Say no: ``{"Error": …}``, the refusal's status, and what the client may do about it."""
    more = {**(headers or {}), **retry_headers(refusal)}
    if isinstance(refusal, UpgradeRequired):
        # RFC 6455 section 4.4 and RFC 9110 section 15.5.22 want them.
        more["Upgrade"] = "websocket"
        more["Sec-WebSocket-Version"] = "13"
    return JSONAnswer({"Error": str(refusal)}, refusal.status, more)


def raw_refusal(refusal: Refusal, more: Iterable[tuple[bytes, bytes]] = ()) -> bytes:
    """Say no below ASGI: the last answer over a connection, with these headers more."""
    answer = refusal_answer(refusal, {"Connection": "close"})
    phrase = HTTPStatus(refusal.status).phrase.encode("ascii")
    lines = [b"%b: %b" % header for header in (*answer.raw_headers, *more)]
    start = b"HTTP/1.1 %d %b" % (refusal.status, phrase)
    return b"\r\n".join([start, *lines, b"", bytes(answer.body)])


def retry_headers(refusal: Refusal) -> Mapping[str, str]:
    """Say when to come again, if that is known; pages may read it too."""
    if refusal.retry_after is None:
        return {}
    exposed = {"Access-Control-Expose-Headers": "Retry-After"}
    return {"Retry-After": str(refusal.retry_after), **exposed}
