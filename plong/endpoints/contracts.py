"""``GET /openapi.json`` and ``GET /asyncapi.json``: what the server promises, for machines."""

from collections.abc import Callable
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from plong.config import Config
from plong.endpoints.etags import etag_of, is_known
from plong.protocol.models import Answer, to_json


class _Edition(NamedTuple):
    config: Config
    body: bytes
    etag: str


class Contract:
    """One document, made when somebody asks for it, and again once the settings are others.

    Args:
        make: returns it for these settings.
    """

    def __init__(self, make: Callable[[Config], Answer]) -> None:
        self._make = make
        self._latest: _Edition | None = None

    async def answer(self, request: Request) -> Response:
        """Send it; or word that the client's copy of it is right."""
        edition = self._edition(request.app.state.hub.config)
        headers = {"ETag": edition.etag, "Cache-Control": "no-cache"}
        if is_known(request, edition.etag):
            return Response(status_code=304, headers=headers)
        headers["X-Content-Type-Options"] = "nosniff"
        return Response(edition.body, headers=headers, media_type="application/json")

    def _edition(self, config: Config) -> _Edition:
        if self._latest is None or self._latest.config is not config:
            body = to_json(self._make(config)).encode("ascii")
            self._latest = _Edition(config, body, etag_of(body))
        return self._latest
