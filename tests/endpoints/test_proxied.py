"""Behind a proxy every limit counts the client, not the proxy, through both skins."""

import dataclasses
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from tests.support.bridge import SETTINGS
from tests.support.mail import knock_of
from tests.support.raw import RawClient, raw_client, upgrade
from tests.support.server import Me, Server, barrier, running_server
from tests.support.skins import Skin
from tests.support.talk import hear_close

HERE = {"trusted_proxies": ["127.0.0.1"]}
ALICE, BOB = "192.0.2.1", "2001:db8:b0b::1"


def speaking_for(client: str) -> dict[str, str]:
    """Return what a proxy adds to what a client sends who has forged a header."""
    return {"X-Forwarded-For": f"127.0.0.1, {client}"}


async def ohai(server: Server, client: str) -> int:
    return (await server.http.get("/ohai", headers=speaking_for(client))).status_code


async def whois(server: Server, client: str) -> int:
    body = {"Passphrase": "nobody has it"}
    answer = await server.http.post("/whois", json=body, headers=speaking_for(client))
    return answer.status_code


async def test_peers_a_minute_are_the_clients(skin: Skin) -> None:
    async with skin(**HERE, peers_per_minute=1) as server:
        statuses = [await ohai(server, client) for client in (ALICE, ALICE, BOB, BOB)]
        assert statuses == [200, 429, 200, 429]


async def test_tries_of_passphrases_are_the_clients(skin: Skin) -> None:
    async with skin(**HERE, passphrase_tries=1) as server:
        statuses = [await whois(server, client) for client in (ALICE, BOB, ALICE, BOB)]
        assert statuses == [404, 404, 429, 429]


async def test_a_client_whom_nobody_trusted_speaks_for_counts_as_who_connects(skin: Skin) -> None:
    async with skin(trusted_proxies=["127.0.0.2"], peers_per_minute=1) as server:
        assert [await ohai(server, client) for client in (ALICE, BOB)] == [200, 429]


async def test_a_proxy_that_is_named_while_the_server_runs_speaks_for_its_clients() -> None:
    async with running_server(peers_per_minute=1) as server:
        assert [await ohai(server, client) for client in (ALICE, BOB)] == [200, 429]
        trusting = dataclasses.replace(server.hub.config, trusted_proxies=("127.0.0.1",))
        server.hub.reconfigure(trusting)
        assert [await ohai(server, client) for client in (ALICE, BOB)] == [200, 200]


async def test_the_operator_is_told_once_of_a_proxy_that_is_not_named(
    skin: Skin, caplog: pytest.LogCaptureFixture
) -> None:
    async with skin() as server:
        for client in (ALICE, BOB):
            await ohai(server, client)
            async with connect_for(server, await server.ohai(), client) as connection:
                await barrier(connection)
    [said] = [record for record in caplog.records if record.name == "plong.proxies"]
    assert said.getMessage().startswith("Requests from 127.0.0.1 carry X-Forwarded-For")


async def test_one_connection_of_the_proxy_carries_many_clients(skin: Skin) -> None:
    async with skin(**HERE, peers_per_minute=1) as server, raw_client(server.port) as proxy:
        statuses = [await over(proxy, "/ohai", client) for client in (ALICE, BOB, ALICE, "x")]
        assert statuses == [200, 200, 429, 200]


async def test_a_proxy_has_as_many_sockets_as_it_likes() -> None:
    async with (
        running_server(**HERE, http_connections_per_address=1) as server,
        AsyncExitStack() as stack,
    ):
        for _ in range(3):
            proxy = await stack.enter_async_context(raw_client(server.port))
            assert await over(proxy, "/ohai", ALICE) == 200


async def over(proxy: RawClient, path: str, client: str) -> int:
    await proxy.send(f"GET {path} HTTP/1.1\r\nX-Forwarded-For: {client}\r\n\r\n".encode())
    return (await proxy.read_answer()).status


def connect_for(server: Server, me: Me, client: str) -> Any:
    return server.connect(me, additional_headers=speaking_for(client))


async def test_connections_are_the_clients(skin: Skin) -> None:
    async with skin(**HERE, connections_per_address=1) as server:
        me = await server.ohai()
        async with connect_for(server, me, ALICE) as alices, connect_for(server, me, BOB) as bobs:
            for client in (ALICE, BOB):
                async with connect_for(server, me, client) as one_more:
                    assert (await hear_close(one_more))[0] == 4013
            await barrier(alices)
            await barrier(bobs)


async def test_knocks_are_the_clients(skin: Skin) -> None:
    async with skin(mode="hwxp", pings_per_minute=1, **HERE) as server:
        door = f"/at/{(await server.ohai()).public_id}/ping"

        async def knock(name: str, client: str) -> int:
            headers = speaking_for(client)
            return (await server.http.post(door, json=knock_of(name), headers=headers)).status_code

        assert [await knock("one", ALICE), await knock("two", BOB)] == [204, 204]
        assert [await knock("three", client) for client in (ALICE, BOB)] == [429, 429]


@pytest.mark.parametrize(
    "marks",
    [
        {},  # it hides that it is a proxy
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Forwarded-For": "::1"},
        {"X-Forwarded-For": f"127.0.0.1, {ALICE}"},
        {"X-Forwarded-For": "nonsense"},
        {"X-Forwarded-For": "127.0.0.3"},
    ],
)
async def test_nobody_behind_a_proxy_on_this_machine_is_its_owner(
    skin: Skin, marks: dict[str, str]
) -> None:
    async with skin(**{**SETTINGS, "mode": "hwxpu"}, **HERE) as server:
        assert (await server.http.get("/inbox", headers=marks)).status_code == 401
        async with raw_client(server.port) as client:
            await client.send(upgrade("/wt", **marks))
            assert (await client.read_answer()).status == 403


async def test_with_a_token_the_owner_comes_through_the_proxy(skin: Skin) -> None:
    async with skin(mode="hwxp", owner_token="a-token", **HERE) as server:
        headers = {"Authorization": "Bearer a-token", **speaking_for(ALICE)}
        answer: httpx.Response = await server.http.get("/inbox", headers=headers)
        assert answer.json() == []


async def test_libp2p_counts_the_clients_and_does_not_know_where_they_have_come(
    skin: Skin,
) -> None:
    async with (
        skin(mode="hwxl", libp2p_connections_per_address=1, **HERE) as server,
        raw_client(server.port) as first,
        raw_client(server.port) as second,
    ):
        for client in (first, second):
            await client.send(upgrade("/", **speaking_for(ALICE)))
            assert (await client.read_answer()).status == 101
        assert await second.read_close() == 4013
