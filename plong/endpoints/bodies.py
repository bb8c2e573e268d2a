"""Bodies of requests, read within bounds of size and time."""

import asyncio

from starlette.requests import ClientDisconnect, Request

from plong.protocol.errors import BadRequest, TooBig, TooSlow
from plong.protocol.fields import MAX_BODY, Fields, parse_object


async def read_object(request: Request, seconds: float, most: int = MAX_BODY) -> Fields:
    """Return the JSON object that a request carries, whatever its Content-Type says.

    Args:
        request: jQuery posts JSON as a form, for one.
        seconds: that the body may take to arrive.
        most: bytes that it may have.

    Raises:
        BadRequest, TooBig, TooSlow: it is none, or not within these bounds.
    """
    try:
        async with asyncio.timeout(seconds):
            return parse_object(await _read(request, most))
    except TimeoutError:
        raise TooSlow from None
    except ClientDisconnect:
        raise BadRequest from None


async def _read(request: Request, most: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise TooBig(f"The body must be at most {most} bytes.")
    return bytes(body)
