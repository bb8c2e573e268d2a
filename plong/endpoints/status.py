"""``GET /`` and ``GET /wuu2``: what this server is."""

from starlette.requests import Request
from starlette.responses import Response

from plong.endpoints.answers import JSONAnswer
from plong.endpoints.facts import read_status
from plong.endpoints.http import hub_of


async def status(request: Request) -> Response:
    """Say what this server is and how much it holds."""
    return JSONAnswer(await read_status(hub_of(request)))
