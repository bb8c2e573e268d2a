"""Proxies are as patient as Plong, and wait for it where they can."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from time import perf_counter

import pytest

from tests.proxies.house import House, running_house
from tests.proxies.kinds import KINDS
from tests.support.mail import knock_of, move_in

pytestmark = pytest.mark.proxy

NOBODY = f"/at/{'x' * 43}/ping"
LONGER_THAN_USUAL = 62.0
"""Seconds: proxies that are told nothing give up after 60 or less."""


async def knock(house: House, hold: float) -> tuple[int, float]:
    """Knock where nobody is; return the answer's status and after how many seconds it came."""
    async with house.plong(ping_hold=hold) as plong, house.visitor(plong) as alice:
        began = perf_counter()
        answer = await alice.http.post(NOBODY, json=knock_of(), timeout=hold + 20)
        return answer.status_code, perf_counter() - began


async def test_a_knock_that_is_not_heard_is_held_longer_than_proxies_usually_wait(
    tmp_path: Path,
) -> None:
    async with AsyncExitStack() as stack:
        houses = []
        for name, kind in KINDS.items():
            (folder := tmp_path / name).mkdir()
            houses.append(await stack.enter_async_context(running_house(kind, folder)))
        ends = await asyncio.gather(*(knock(house, LONGER_THAN_USUAL) for house in houses))
    assert [status for status, _ in ends] == [502, 502, 502]
    assert min(seconds for _, seconds in ends) > LONGER_THAN_USUAL - 0.1


async def test_a_door_that_is_open_is_answered_meanwhile(house: House) -> None:
    async with house.plong(ping_hold=1) as plong, house.visitor(plong) as alice:
        owner = await move_in(alice)
        held = asyncio.create_task(alice.http.post(NOBODY, json=knock_of()))
        answer = await alice.http.post(f"{owner.path}/ping", json=knock_of())
        assert answer.status_code == 204
        assert [one["ping_id"] for one in await owner.inbox()] == ["one"]
        assert not held.done()
        assert (await held).status_code == 502


@pytest.mark.parametrize("house", ["caddy", "haproxy"], indirect=True)  # nginx answers 502
async def test_what_comes_during_a_restart_waits_where_the_proxy_can(house: House) -> None:
    async with AsyncExitStack() as stack:
        async with house.plong() as plong:
            alice = await stack.enter_async_context(house.visitor(plong))
            await alice.ohai()
        asked = asyncio.create_task(alice.http.get("/ohai"))
        await asyncio.wait([asked], timeout=0.5)  # no event tells that somebody is not answered
        assert not asked.done()
        async with house.plong():
            assert (await asked).status_code == 200
