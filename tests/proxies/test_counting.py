"""Who comes through a proxy counts by its own address, whatever it says of itself."""

import asyncio

import pytest

from tests.proxies.house import ALICE, BOB, House, Visitor
from tests.proxies.kinds import ADDING, KINDS
from tests.support.raw import upgrade
from tests.support.server import barrier
from tests.support.talk import hear_close

pytestmark = pytest.mark.proxy

FORGED = [
    {},
    {"X-Forwarded-For": "192.0.2.1"},
    {"X-Forwarded-For": "192.0.2.2, 127.0.0.1"},
    {"X-Forwarded-For": f"{BOB}, ,"},
    {"x-forwarded-for": "nonsense"},
    {"Forwarded": "for=192.0.2.3", "X-Real-IP": "192.0.2.3", "Via": "1.1 somewhere"},
]


async def ohai(visitor: Visitor, headers: dict[str, str]) -> int:
    return (await visitor.http.get("/ohai", headers=headers)).status_code


@pytest.mark.parametrize("house", [*KINDS, *ADDING], indirect=True)
async def test_each_visitor_has_a_rate_of_its_own_and_no_forged_header_helps(house: House) -> None:
    async with (
        house.plong(peers_per_minute=1) as plong,
        house.visitor(plong, ALICE) as alice,
        house.visitor(plong, BOB) as bob,
    ):
        assert [await ohai(alice, forged) for forged in FORGED] == [200, *[429] * 5]
        assert [await ohai(bob, forged) for forged in FORGED] == [200, *[429] * 5]


async def test_a_refusal_comes_with_its_headers(house: House) -> None:
    async with house.plong(peers_per_minute=1) as plong, house.visitor(plong) as alice:
        await alice.ohai()
        answer = await alice.http.get("/ohai", headers={"Origin": "https://page.example"})
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


async def test_each_visitor_has_connections_of_its_own(house: House) -> None:
    forged = {"X-Forwarded-For": "192.0.2.1"}
    async with (
        house.plong(connections_per_address=1) as plong,
        house.visitor(plong, ALICE) as alice,
        house.visitor(plong, BOB) as bob,
    ):
        me = await alice.ohai()
        async with alice.connect(me) as alices, bob.connect(me) as bobs:
            await barrier(alices)
            await barrier(bobs)
            for visitor in (alice, bob):
                async with visitor.connect(me, additional_headers=forged) as one_more:
                    assert (await hear_close(one_more))[0] == 4013


LOCAL = [
    {},
    {"X-Forwarded-For": "127.0.0.1"},
    {"X-Forwarded-For": "::1", "X-Real-IP": "127.0.0.1", "Forwarded": "for=127.0.0.1"},
]


@pytest.mark.parametrize("source", [ALICE, "127.0.0.1"])
async def test_nobody_who_comes_through_it_is_the_machines_owner(house: House, source: str) -> None:
    async with house.plong() as plong, house.visitor(plong, source) as visitor:
        for headers in LOCAL:
            await check_that_nobody_is_local(visitor, headers)


@pytest.mark.parametrize("house", ["nginx", "haproxy"], indirect=True)  # Caddy serves one name
async def test_nor_who_asks_for_a_name_of_this_machine(house: House) -> None:
    async with house.plong() as plong, house.visitor(plong) as visitor:
        await check_that_nobody_is_local(visitor, {"Host": "localhost"})


async def check_that_nobody_is_local(visitor: Visitor, headers: dict[str, str]) -> None:
    assert (await visitor.http.get("/inbox", headers=headers)).status_code == 401
    assert await upgraded(visitor, "/wt", headers) == 403


async def test_a_named_origin_is_looked_at_behind_it(house: House) -> None:
    page, other = "https://plong.example", "https://plong.example.evil.example"
    async with house.plong(allowed_origins=[page]) as plong, house.visitor(plong) as alice:
        me = await alice.ohai()
        async with alice.connect(me, origin=page) as connection:
            await barrier(connection)
        assert await upgraded(alice, f"/ws/{me.private_id}", {"Origin": other}) == 403


async def upgraded(visitor: Visitor, path: str, headers: dict[str, str]) -> int:
    """Ask for a WebSocket; return the status of the answer."""
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", visitor.port, ssl=visitor.trust, local_addr=(visitor.source, 0)
    )
    async with asyncio.timeout(10):
        writer.write(upgrade(path, **headers))
        first = await reader.readline()
        writer.close()
        await writer.wait_closed()
    return int(first.split()[1])
