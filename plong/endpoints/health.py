"""``/healthz`` and ``/readyz``: whether the process answers, and whether it wants new clients."""

from starlette.requests import Request
from starlette.responses import Response

from plong.endpoints.answers import JSONAnswer
from plong.hub.health import Health
from plong.protocol.readiness import RETRY_AFTER


async def healthz(_: Request) -> Response:
    """Say that the process answers; who hears nothing should start it anew."""
    return JSONAnswer({"Healthy": True})


async def readyz(request: Request) -> Response:
    """Say whether to send new clients here, and if not, why."""
    health: Health = request.app.state.health
    reasons = health.reasons
    if not reasons:
        return JSONAnswer({"Ready": True})
    answer = {"Ready": False, "Reasons": reasons}
    return JSONAnswer(answer, 503, {"Retry-After": str(RETRY_AFTER)})
