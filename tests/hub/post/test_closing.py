"""The end of errands."""

import asyncio

import pytest

from plong.hub.post.closing import Closing
from plong.protocol.errors import Unavailable
from tests.support.town import settle


async def wait_for_ever(closing: Closing) -> None:
    async with closing.errand():
        await asyncio.Event().wait()


async def test_what_runs_ends_with_the_server() -> None:
    closing = Closing()
    errand = asyncio.ensure_future(wait_for_ever(closing))
    await settle()
    closing.begin()
    with pytest.raises(Unavailable, match="stopping"):
        await errand


async def test_nothing_runs_from_then_on() -> None:
    closing = Closing()
    closing.begin()
    closing.begin()
    with pytest.raises(Unavailable):
        await wait_for_ever(closing)


async def test_what_has_ended_is_left_alone() -> None:
    closing = Closing()
    async with closing.errand():
        pass
    closing.begin()
