"""Where PING stands: at the root for the server itself, below ``/at/`` for peers and masks."""

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope

from plong.config import Config
from plong.endpoints.http import Endpoint
from plong.endpoints.post import anonymous, boxes, doors, strangers
from plong.endpoints.post.resource import resource
from plong.protocol.errors import switched_off
from plong.protocol.ping.address import collapse
from plong.protocol.ping.models import Tier

_AT: Final = "/at/{name}"
_PATHS: Final[Mapping[str, Mapping[str, Endpoint]]] = {
    "/ping": {"POST": strangers.knock_at(Tier.PUBLIC)},
    "/ping/public": {"POST": strangers.knock_at(Tier.PUBLIC)},
    "/ping/user": {"POST": strangers.knock_at(Tier.USER)},
    "/ping/private": {"POST": strangers.knock_at(Tier.PRIVATE)},
    "/outbox/{ping_id}": {"GET": strangers.serve, "HEAD": strangers.look},
    "/outbox/{ping_id}/ack": {"POST": strangers.acknowledge},
    "/send": {"POST": boxes.send},
    "/inbox": {"GET": boxes.inbox},
    "/inbox/{ping_id}": {"GET": boxes.kept},
    "/pull/{ping_id}": {"POST": boxes.pull},
    "/ignore/{ping_id}": {"POST": boxes.ignore},
    "/block": {"GET": doors.blocks, "POST": doors.block, "DELETE": doors.unblock},
    "/masks": {"GET": doors.masks, "POST": doors.make_mask, "DELETE": doors.revoke_mask},
    "/tokens": {"GET": doors.tokens, "POST": doors.make_token, "DELETE": doors.revoke_token},
    "/settings": {"GET": doors.settings, "POST": doors.change_settings},
}


_ANONYMOUS: Final[Mapping[str, Mapping[str, Endpoint]]] = {
    "/anon": {"POST": anonymous.knock},
    "/anon/{sealed}/outbox/{ping_id}": {"GET": anonymous.fetch, "HEAD": anonymous.look},
    "/anon/{sealed}/outbox/{ping_id}/ack": {"POST": anonymous.acknowledge},
}


class PostRoute(Route):
    """A path on which runs of slashes count as one, and which takes all methods itself.

    Addresses may end with a slash, and nobody is redirected: that turns a POST into a GET.

    Args:
        path: with names of what varies in it.
        methods: what is asked there; none: it is switched off.
    """

    def __init__(self, path: str, methods: Mapping[str, Endpoint]) -> None:
        super().__init__(path, resource(methods) if methods else _switched_off)
        self.methods = None
        self.taken: Final = frozenset(methods)
        """The methods that it takes."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Tell whether a request is for this path."""
        path = scope["path"] if scope["type"] == "http" else ""
        return super().matches({**scope, "path": collapse(path)} if "//" in path else scope)


def post_routes(config: Config) -> Sequence[BaseRoute]:
    """Return all routes of PING; they refuse where it is switched off."""
    has = config.has("p")
    paths = {prefix + path: _PATHS[path] for path in _PATHS for prefix in (_AT, "")}
    return [
        PostRoute(path, methods if has else {}) for path, methods in {**paths, **_ANONYMOUS}.items()
    ]


async def _switched_off(request: Request) -> Response:
    async def refuse(_: Request) -> Response:
        raise switched_off("PING", "p")

    return await resource({request.method: refuse})(request)
