"""What owners ask about who may knock: blocks, masks, tokens, settings."""

from starlette.requests import Request
from starlette.responses import Response

from plong.endpoints.answers import JSONAnswer
from plong.endpoints.bodies import read_object
from plong.endpoints.http import hub_of
from plong.endpoints.post.ownership import owner_of
from plong.endpoints.post.resource import nothing, office_of
from plong.protocol.fields import Fields
from plong.protocol.models import Answer
from plong.protocol.ping.answers import (
    blocks_answer,
    mask_answer,
    new_token_answer,
    settings_answer,
    tokens_answer,
)
from plong.protocol.ping.models import Mask


async def blocks(request: Request) -> Response:
    """Say whom the owner does not want to hear."""
    owner = await owner_of(request)
    return JSONAnswer(blocks_answer(await office_of(request).doors.blocks(owner)))


async def block(request: Request) -> Response:
    """Hear no more of somebody."""
    owner = await owner_of(request)
    added = await office_of(request).doors.block(owner, await _fields(request))
    return JSONAnswer(blocks_answer([added])[0], 201)


async def unblock(request: Request) -> Response:
    """Hear somebody again."""
    owner = await owner_of(request)
    await office_of(request).doors.unblock(owner, await _fields(request))
    return nothing()


async def masks(request: Request) -> Response:
    """Say which addresses stand for the owner."""
    owner = await owner_of(request)
    found = await office_of(request).doors.masks(owner)
    return JSONAnswer([_mask(request, mask) for mask in found])


async def make_mask(request: Request) -> Response:
    """Make another address for the owner."""
    owner = await owner_of(request)
    made = await office_of(request).doors.make_mask(owner, await _fields(request))
    return JSONAnswer(_mask(request, made), 201)


async def revoke_mask(request: Request) -> Response:
    """Give an address up."""
    owner = await owner_of(request)
    mask_id = (await _fields(request)).text("mask_id")
    await office_of(request).doors.revoke_mask(owner, mask_id)
    return nothing()


def _mask(request: Request, mask: Mask) -> Answer:
    return mask_answer(mask, office_of(request).premises.address_of(mask.mask_id))


async def tokens(request: Request) -> Response:
    """Say to whom the user door is open."""
    owner = await owner_of(request)
    return JSONAnswer(tokens_answer(await office_of(request).doors.tokens(owner)))


async def make_token(request: Request) -> Response:
    """Open the user door to somebody; the token is said this once."""
    owner = await owner_of(request)
    token, secret = await office_of(request).doors.make_token(owner, await _fields(request))
    return JSONAnswer(new_token_answer(token, secret), 201)


async def revoke_token(request: Request) -> Response:
    """Close the user door to somebody."""
    owner = await owner_of(request)
    token_id = (await _fields(request)).text("token_id")
    await office_of(request).doors.revoke_token(owner, token_id)
    return nothing()


async def settings(request: Request) -> Response:
    """Say which doors are open, and how long what has ended is kept."""
    return await _say_settings(request, await owner_of(request))


async def change_settings(request: Request) -> Response:
    """Open or close doors."""
    owner = await owner_of(request)
    await office_of(request).doors.change_settings(owner, await _fields(request))
    return await _say_settings(request, owner)


async def _say_settings(request: Request, owner: str) -> Response:
    office = office_of(request)
    found = await office.doors.settings(owner)
    return JSONAnswer(settings_answer(found, office.premises.address_of(owner)))


async def _fields(request: Request) -> Fields:
    return await read_object(request, hub_of(request).config.request_timeout)
