"""The portable skin: WebSockets as Starlette routes, under any ASGI server."""

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope
from starlette.websockets import WebSocket

from plong.endpoints.answers import refusal_answer
from plong.endpoints.asgi_wire import ASGIWire
from plong.endpoints.bridge_access import check_bridge_access
from plong.endpoints.http import Endpoint
from plong.endpoints.sessions import NOWHERE, Sessions
from plong.endpoints.upgrade import way_of
from plong.hub.hub import Hub
from plong.hub.tally import Way
from plong.protocol.errors import OriginNotAllowed, Refusal
from plong.protocol.handshake import PATH, ForBridge, ForPeer, Target, first, read_handshake
from plong.protocol.origin import is_allowed

Server = Callable[[WebSocket], Awaitable[None]]
"""Serves one WebSocket, or refuses it."""

_UNSEEN: Final = f"{PATH}/-"


async def relay(websocket: WebSocket) -> None:
    """Serve one client of the relay."""
    hub: Hub = websocket.app.state.hub
    private_id = websocket.path_params.get("private_id", "")
    _hide_secret(websocket.scope)
    if not is_allowed(websocket.headers.get("origin"), hub.config.allowed_origins):
        await _deny(websocket, OriginNotAllowed(), "websocket")
        return
    handshake = read_handshake(f"{PATH}/{private_id}", websocket.scope["subprotocols"])
    await _serve(websocket, handshake)


async def bridge(websocket: WebSocket) -> None:
    """Serve one client of the bridge to LCDP."""
    hub: Hub = websocket.app.state.hub
    try:
        check_bridge_access(hub.config, _address_of(websocket), websocket.headers.items())
    except Refusal as refusal:
        await _deny(websocket, refusal, "bridge")
    else:
        await _serve(websocket, ForBridge())


async def peer(websocket: WebSocket) -> None:
    """Serve one peer of libp2p."""
    hub: Hub = websocket.app.state.hub
    if not is_allowed(websocket.headers.get("origin"), hub.config.allowed_origins):
        await _deny(websocket, OriginNotAllowed(), "libp2p")
    else:
        await _serve(websocket, ForPeer(first(websocket.scope["subprotocols"])))


async def _serve(websocket: WebSocket, target: Target) -> None:
    await websocket.accept(target.subprotocol)
    state = websocket.app.state
    config = state.hub.config
    wire = ASGIWire(websocket, config.close_timeout)
    sessions = Sessions(state.hub, state.swarm, state.libp2p)
    wire.session = sessions.make(
        target, websocket.client or NOWHERE, wire, websocket.scope.get("server")
    )
    await wire.serve(config.max_message)


def _address_of(websocket: WebSocket) -> str:
    return websocket.client.host if websocket.client else ""


def refuse_all(refusal: Refusal) -> Server:
    """Return an endpoint that takes no WebSocket: for paths that have none."""

    async def endpoint(websocket: WebSocket) -> None:
        way = way_of(websocket.scope["path"])
        _hide_secret(websocket.scope)
        await _deny(websocket, refusal, way)

    return endpoint


def refuse_plain(refusal: Refusal) -> Endpoint:
    """Return an endpoint that refuses a request which is no upgrade."""

    async def endpoint(request: Request) -> Response:
        _hide_secret(request.scope)
        raise refusal

    return endpoint


def _hide_secret(scope: Scope) -> None:
    """Take the path away before the ASGI server logs it: a PrivateId may be in it."""
    scope["path"], scope["raw_path"] = _UNSEEN, _UNSEEN.encode()


async def _deny(websocket: WebSocket, refusal: Refusal, way: Way) -> None:
    websocket.app.state.hub.tally.refuse(way, refusal.code)
    if "websocket.http.response" in websocket.scope.get("extensions", {}):
        await websocket.send_denial_response(refusal_answer(refusal))
    else:
        await websocket.close()  # which its server says as 403, without the reason
