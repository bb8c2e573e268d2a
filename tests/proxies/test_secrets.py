"""What a proxy writes into its logs holds no secret, be Plong there or not."""

import asyncio

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from tests.proxies.house import House
from tests.support.server import barrier
from tests.support.talk import hear_words

pytestmark = pytest.mark.proxy

LOGGED = {"nginx": "GET /ohai", "caddy": '"status":502', "haproxy": "127.0.0.2 200 "}
"""What shows that it logs at all."""


async def test_no_private_id_is_logged(house: House) -> None:
    async with house.plong() as plong, house.visitor(plong) as alice:
        me = await alice.ohai()
        async with alice.connect(me) as connection:
            await barrier(connection)
        async with alice.connect_2(me) as connection:
            await hear_words(connection)
    async with house.visitor(plong) as alice:  # Plong is gone
        path = f"/ws/{me.private_id}"
        asked = (alice.http.get(path), alice.connect(me), alice.connect_2(me))
        ends = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(end) for end in ends] == [httpx.Response, InvalidStatus, InvalidStatus]
    logs = house.front.logs()
    assert LOGGED[house.front.kind.name] in logs
    assert me.private_id not in logs
