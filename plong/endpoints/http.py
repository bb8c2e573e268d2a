"""The HTTP API: ``/ohai``, ``/iam``, ``/whois``, ``/obai``."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from plong.endpoints.answers import JSONAnswer, refusal_answer
from plong.endpoints.bodies import read_object
from plong.endpoints.peers import Client
from plong.hub.hub import Hub
from plong.protocol.errors import MethodNotAllowed, NoSuchRoute, Refusal, TooBig, TooSlow
from plong.protocol.fields import Fields
from plong.protocol.models import claimed_answer, greeting_answer, peer_answer
from plong.protocol.requests import read_claim, read_find, read_remove

Endpoint = Callable[[Request], Awaitable[Response]]


class Answering:
    """An endpoint as an ASGI application, whose refusals the one around it answers.

    Starlette would put a second net beneath each endpoint, through which all answers go as well.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        response = await self._endpoint(Request(scope, receive, send))
        await response(scope, receive, send)


def hub_of(request: Request) -> Hub:
    """Return the node that serves this request."""
    hub: Hub = request.app.state["hub"]  # as an attribute it takes eight times as long
    return hub


def address_of(request: Request) -> str:
    """Return the address that a request comes from."""
    client: Client | None = request.scope.get("client")
    return client[0] if client else ""


async def ohai(request: Request) -> Response:
    """Make a peer."""
    greeting = await hub_of(request).directory.greet(address_of(request))
    return JSONAnswer(greeting_answer(greeting))


async def iam(request: Request) -> Response:
    """Let a passphrase stand for a peer."""
    hub = hub_of(request)
    claim = read_claim(await _read_object(request), hub.config.identity_timeout)
    claimed = await hub.directory.claim(claim, None, address_of(request))
    return JSONAnswer(claimed_answer(claimed))


async def whois(request: Request) -> Response:
    """Say whom a passphrase stands for."""
    find = read_find(await _read_object(request))
    return JSONAnswer(peer_answer(await hub_of(request).directory.find(find, address_of(request))))


async def obai(request: Request) -> Response:
    """Forget a peer."""
    await hub_of(request).remove(read_remove(await _read_object(request)))
    return JSONAnswer({})


async def _read_object(request: Request) -> Fields:
    return await read_object(request, hub_of(request).config.request_timeout)


def refuse_all(refusal: Refusal) -> Endpoint:
    """Return an endpoint that always refuses: for what ``mode`` leaves out."""

    async def endpoint(_: Request) -> Response:
        raise refusal

    return endpoint


async def refuse(request: Request, error: Exception) -> Response:
    """Answer a refusal that an endpoint raised."""
    assert isinstance(error, Refusal)
    hub_of(request).tally.refuse("http", error.code)
    return refusal_answer(error, closing_headers(error))


def closing_headers(refusal: Refusal) -> Mapping[str, str] | None:
    """Return what to say beside a refusal of a body of which the rest may still come."""
    return {"Connection": "close"} if isinstance(refusal, TooBig | TooSlow) else None


async def refuse_route(request: Request, error: Exception) -> Response:
    """Answer what the router refused: no such path, or not with this method."""
    assert isinstance(error, HTTPException)
    refusal = MethodNotAllowed() if error.status_code == MethodNotAllowed.status else NoSuchRoute()
    hub_of(request).tally.refuse("http", refusal.code)
    return refusal_answer(refusal, error.headers)
