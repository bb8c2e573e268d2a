"""``GET /openapi.json`` and ``GET /asyncapi.json``: what the server promises, for machines."""

from collections.abc import Callable
from functools import cached_property

from starlette.requests import Request
from starlette.responses import Response

from plong.endpoints.etags import etag_of, is_known
from plong.protocol.models import Answer, to_json


class Contract:
    """One document, made when somebody first asks for it.

    Args:
        make: returns it.
    """

    def __init__(self, make: Callable[[], Answer]) -> None:
        self._make = make

    async def answer(self, request: Request) -> Response:
        """Send it; or word that the client's copy of it is right."""
        headers = {"ETag": self._etag, "Cache-Control": "no-cache"}
        if is_known(request, self._etag):
            return Response(status_code=304, headers=headers)
        headers["X-Content-Type-Options"] = "nosniff"
        return Response(self._body, headers=headers, media_type="application/json")

    @cached_property
    def _etag(self) -> str:
        return etag_of(self._body)

    @cached_property
    def _body(self) -> bytes:
        return to_json(self._make()).encode("ascii")
