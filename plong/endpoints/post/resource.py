"""What stands at one path of PING: methods, what is asked there, refusals in PING's words."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from plong.endpoints.answers import JSONAnswer, retry_headers
from plong.endpoints.http import Endpoint, closing_headers, hub_of
from plong.hub.post.office import PostOffice
from plong.protocol.errors import MethodNotAllowed, Refusal
from plong.protocol.ping.answers import refused_answer
from plong.protocol.ping.errors import BadToken, NotTheOwner

NO_STORE: Final[Mapping[str, str]] = {"Cache-Control": "no-store"}
"""Nobody between may keep what changes by a knock."""

_BEARER: Final = "bearer "
_CHALLENGE: Final[Mapping[str, str]] = {"WWW-Authenticate": "Bearer"}  # RFC 9110 section 11.6.1


def office_of(request: Request) -> PostOffice:
    """Return the post office that serves this request."""
    office: PostOffice = request.app.state.office
    return office


def name_of(request: Request) -> str:
    """Return whose address is asked at: what stands behind ``/at/``, or `NODE`."""
    name: str = request.path_params.get("name", "")
    return name


def ping_of(request: Request) -> str:
    """Return which ping is asked for."""
    ping_id: str = request.path_params["ping_id"]
    return ping_id


def bearer_of(request: Request) -> str | None:
    """Return the token of ``Authorization: Bearer`` (RFC 6750 section 2.1), if there is one."""
    header = request.headers.get("authorization", "")
    is_bearer = header[: len(_BEARER)].lower() == _BEARER
    return header[len(_BEARER) :].strip() if is_bearer else None


def nothing() -> Response:
    """Say that it is done: 204, and not a byte more."""
    return Response(status_code=204, headers=NO_STORE)


def resource(methods: Mapping[str, Endpoint]) -> Endpoint:
    """Return what answers all methods at a path."""
    allow = {"Allow": ", ".join(("OPTIONS", *methods))}

    async def answer(request: Request) -> Response:
        if request.method == "OPTIONS":  # of a program; pages' are answered before
            return Response(status_code=200, headers=allow)
        try:
            if request.method not in methods:
                raise MethodNotAllowed
            return await methods[request.method](request)
        except Refusal as refusal:
            hub_of(request).tally.refuse("ping", refusal.code)
            return _refuse(refusal, allow)

    return answer


def _refuse(refusal: Refusal, allow: Mapping[str, str]) -> Response:
    headers = {**retry_headers(refusal), **(closing_headers(refusal) or {})}
    if isinstance(refusal, MethodNotAllowed):
        headers.update(allow)
    if isinstance(refusal, BadToken | NotTheOwner):
        headers.update(_CHALLENGE)
    return JSONAnswer(refused_answer(refusal), refusal.status, headers)
