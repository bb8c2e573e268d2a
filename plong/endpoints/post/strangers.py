"""What everybody may ask at an address: to be let in, and for what was announced."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from plong.endpoints.answers import JSONAnswer
from plong.endpoints.bodies import read_object
from plong.endpoints.http import Endpoint, address_of, hub_of
from plong.endpoints.post.resource import bearer_of, name_of, nothing, office_of, ping_of
from plong.endpoints.silence import HELD, Silence
from plong.protocol.ping.knock import check_type, read_knock
from plong.protocol.ping.models import Tier
from plong.protocol.ping.outbox import outbox_answer


def knock_at(tier: Tier) -> Endpoint:
    """Return the endpoint of one door."""

    async def knock(request: Request) -> Response:
        # All that is wrong with the request itself is said before anybody looks at the address.
        check_type(request.headers.get("content-type"))
        timeout = hub_of(request).config.request_timeout
        said = read_knock(await read_object(request, timeout))
        since, source = asyncio.get_running_loop().time(), address_of(request)
        office, name, token = office_of(request), name_of(request), bearer_of(request)
        if await office.incomings.knock(name, said, source, tier, token):
            return nothing()
        hub_of(request).tally.refuse("ping", HELD)
        return Silence(office.holds, source, since)

    return knock


async def serve(request: Request) -> Response:
    """Let what was announced be fetched."""
    outgoings = office_of(request).outgoings
    return JSONAnswer(outbox_answer(await outgoings.serve(name_of(request), ping_of(request))))


async def look(request: Request) -> Response:
    """Answer ``HEAD`` like ``GET``, and count nothing as fetched."""
    outgoings = office_of(request).outgoings
    return JSONAnswer(outbox_answer(await outgoings.look(name_of(request), ping_of(request))))


async def acknowledge(request: Request) -> Response:
    """Hear that the content has arrived. Whatever the body is, nobody reads it."""
    await office_of(request).outgoings.acknowledge(name_of(request), ping_of(request))
    return nothing()
