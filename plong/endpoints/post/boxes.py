"""What owners ask of their outbox and inbox."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from plong.config import Config
from plong.endpoints.answers import JSONAnswer
from plong.endpoints.bodies import read_object
from plong.endpoints.http import address_of, hub_of
from plong.endpoints.post.ownership import owner_of
from plong.endpoints.post.resource import nothing, office_of, ping_of
from plong.hub.post.incomings import LONGEST_PAGE
from plong.protocol.errors import BadRequest
from plong.protocol.models import Answer
from plong.protocol.ping.answers import inbox_answer, pulled_answer, sent_answer
from plong.protocol.ping.models import Incoming
from plong.protocol.ping.send import read_send
from plong.store.post.names import Page

_PER_BYTE: Final = 6
"""Bytes of JSON that one byte of content may take (``\\u0000``)."""
_BESIDE: Final = 16 * 1024
"""Bytes of what is in the body beside the content."""
_MOST: Final = 2**63 - 1
"""The largest number that a store knows; what is larger is taken as this."""


async def send(request: Request) -> Response:
    """Put content into the outbox and knock for it."""
    owner, config, office = await owner_of(request), hub_of(request).config, office_of(request)
    office.count_send(address_of(request))
    fields = await read_object(request, config.request_timeout, longest_send(config))
    sent = await office.send(owner, read_send(fields, config.ping_content))
    return JSONAnswer(sent_answer(sent), 201)


def longest_send(config: Config) -> int:
    """Return how many bytes a body of ``/send`` may have."""
    return _PER_BYTE * config.ping_content + _BESIDE


async def inbox(request: Request) -> Response:
    """Say who waits, page by page."""
    owner = await owner_of(request)
    limit = _read_number(request, "limit", LONGEST_PAGE)
    after = _read_number(request, "after", 0)
    page = await office_of(request).incomings.page(owner, after, limit)
    return JSONAnswer(inbox_answer(page.rows), headers=_link(page, limit))


def _link(page: Page, limit: int) -> Mapping[str, str]:
    """Say where the next page is (RFC 8288), and to other pages' scripts too."""
    if page.is_last:
        return {}
    link = f'<inbox?after={page.cursor}&limit={limit}>; rel="next"'
    return {"Link": link, "Access-Control-Expose-Headers": "Link"}


def _read_number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(_MOST))):
        raise BadRequest(f"{name} must be a whole number.")
    return min(int(text), _MOST)


async def kept(request: Request) -> Response:
    """Say again what was pulled."""
    owner = await owner_of(request)
    row = await office_of(request).incomings.kept(owner, ping_of(request), _origin_of(request))
    return JSONAnswer(_pulled(row))


async def pull(request: Request) -> Response:
    """Fetch what was announced."""
    owner = await owner_of(request)
    ping_id, origin, source = ping_of(request), _origin_of(request), address_of(request)
    row = await office_of(request).pull(owner, ping_id, origin, source)
    return JSONAnswer(_pulled(row))


def _pulled(row: Incoming) -> Answer:
    assert row.content is not None  # or it would have been refused
    return pulled_answer(row.knock, row.content)


async def ignore(request: Request) -> Response:
    """Want nothing of it."""
    owner = await owner_of(request)
    await office_of(request).incomings.ignore(owner, ping_of(request), _origin_of(request))
    return nothing()


def _origin_of(request: Request) -> str | None:
    return request.query_params.get("origin")
