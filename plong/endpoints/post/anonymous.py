"""What everybody may ask of the anonymous proxy: to knock, and for what was announced by it."""

from starlette.requests import Request
from starlette.responses import Response

from plong.endpoints.bodies import read_object
from plong.endpoints.http import address_of, hub_of
from plong.endpoints.post.resource import NO_STORE, office_of, ping_of
from plong.protocol.ping.anonymous import read_anonymous
from plong.protocol.ping.knock import check_type


async def knock(request: Request) -> Response:
    """Pass a knock on, its origin sealed; say what was answered."""
    check_type(request.headers.get("content-type"))
    fields = await read_object(request, hub_of(request).config.request_timeout)
    proxy = office_of(request).anonymous
    return _status(await proxy.knock(read_anonymous(fields), address_of(request)))


async def fetch(request: Request) -> Response:
    """Pass on the question for a content."""
    proxy = office_of(request).anonymous
    reply = await proxy.fetch(_sealed_of(request), ping_of(request), address_of(request))
    if not reply.body:
        return _status(reply.status)
    return Response(reply.body, reply.status, NO_STORE, "application/json")


async def look(request: Request) -> Response:
    """Pass on a question that moves nothing."""
    proxy = office_of(request).anonymous
    return _status(await proxy.look(_sealed_of(request), ping_of(request), address_of(request)))


async def acknowledge(request: Request) -> Response:
    """Pass on that the content has arrived."""
    sealed, proxy = _sealed_of(request), office_of(request).anonymous
    return _status(await proxy.acknowledge(sealed, ping_of(request), address_of(request)))


def _status(status: int) -> Response:
    return Response(status_code=status, headers=NO_STORE)


def _sealed_of(request: Request) -> str:
    sealed: str = request.path_params["sealed"]
    return sealed
