"""Owners who are connected hear of a knock at once."""

import httpx
import pytest

from plong.protocol.ping.models import NODE
from tests.support.mail import Owner, knock_of, listening, move_in, post_server
from tests.support.server import ESC, Me, Server, barrier, running_server
from tests.support.skins import Skin

pytestmark = pytest.mark.asyncio(loop_scope="module")


def me_of(owner: Owner) -> Me:
    assert owner.secret is not None
    return Me(owner.secret, owner.path.removeprefix("/at/"), "")


async def test_every_connection_hears_of_a_ping_once(station: Server, bob: Owner) -> None:
    async with listening(bob) as first, listening(bob) as second:
        for _ in range(2):
            await station.http.post(f"{bob.path}/ping", json=knock_of(payload_type="ask"))
        await station.http.post(f"{bob.path}/ping", json=knock_of("two"))
        for ear in (first, second):
            assert await ear.hear() == {
                "Event": "ping",
                "ping_id": "one",
                "origin": knock_of()["origin"],
                "payload_type": "ask",
            }
            assert (await ear.hear())["ping_id"] == "two"


async def test_who_is_blocked_is_not_heard(station: Server, bob: Owner) -> None:
    await bob.ask("POST", "settings", {"private": False})
    async with listening(bob) as ear:
        with pytest.raises(httpx.ReadTimeout):
            await station.http.post(f"{bob.path}/ping/private", json=knock_of(), timeout=0.2)
        await station.http.post(f"{bob.path}/ping", json=knock_of("two"))
        assert (await ear.hear())["ping_id"] == "two"


async def test_the_dialect_of_2012_has_no_word_for_it(station: Server, bob: Owner) -> None:
    async with station.connect(me_of(bob)) as connection:
        await station.http.post(f"{bob.path}/ping", json=knock_of())
        await barrier(connection)


async def test_the_servers_own_knocks_are_told_to_nobody(station: Server, bob: Owner) -> None:
    async with station.connect(me_of(bob)) as connection:
        await station.http.post("/ping", json=knock_of())
        await barrier(connection)
    assert [waiting["ping_id"] for waiting in await Owner(station, NODE).inbox()] == ["one"]


@pytest.mark.asyncio(loop_scope="function")
async def test_the_welcome_says_where_one_can_be_left_word(skin: Skin) -> None:
    async with post_server(skin, public_url="https://relay.example.org/") as server:
        alice = await move_in(server)
        async with server.connect_2(me_of(alice)) as connection:
            welcome = await connection.recv()
    assert f'"Address":"https://relay.example.org{alice.path}"' in str(welcome)


@pytest.mark.asyncio(loop_scope="function")
async def test_a_server_without_ping_names_no_address() -> None:
    async with running_server() as server:
        async with server.connect_2(await server.ohai()) as connection:
            welcome = await connection.recv()
        assert str(welcome).startswith(ESC + '{"Event":"welcome"')
        assert '"Address"' not in str(welcome)
        answer = await server.http.post("/ping", json=knock_of())
        assert (answer.status_code, answer.json()["code"]) == (404, "switched-off")
