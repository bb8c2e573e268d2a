"""Pings and their Pongs."""

import asyncio

import pytest

from plong.client.echoes import Echoes
from plong.client.wire.errors import PlongError


async def test_a_pong_wakes_only_who_waits_for_it() -> None:
    echoes = Echoes()
    number, echo = echoes.expect("bob")
    for sender, odd in (("bob", number + 1), ("carol", number), ("bob", -0.5)):
        echoes.arrive(sender, odd)
    assert not echo.done()
    echoes.arrive("bob", number)
    first = await echo
    echoes.arrive("bob", number)
    assert await echo == first


async def test_a_loss_fails_what_is_on_the_way_and_leaves_what_was_given_up() -> None:
    echoes = Echoes()
    (_, given_up), (_, echo) = echoes.expect("bob"), echoes.expect("bob")
    given_up.cancel()
    echoes.fail(PlongError("not-connected", "Gone."))
    with pytest.raises(PlongError, match="Gone"):
        await echo
    with pytest.raises(asyncio.CancelledError):
        await given_up
