"""Senders whom nobody can tell, over HTTP."""

import pytest

from tests.endpoints.post.test_silence import HOLD
from tests.support.mail import Owner, knock_of, listening, move_in, post_server
from tests.support.server import Server
from tests.support.skins import Skin

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def announce(server: Server, sender: Owner, target: str) -> str:
    """Let somebody be told of a content by the server, anonymously; return the ping's id."""
    ping_id = await sender.send("http://127.0.0.1:1", "Guess who")
    body = {"target": target, "ping": {"ping_id": ping_id, "origin": sender.address}}
    answer = await server.post("/anon", body)
    assert (answer.status_code, answer.content) == (204, b"")
    return ping_id


async def test_content_comes_without_its_senders_address(
    station: Server, alice: Owner, bob: Owner
) -> None:
    async with listening(bob) as ear:
        ping_id = await announce(station, alice, bob.address)
        heard = await ear.hear()
    [waiting] = await bob.inbox()
    assert heard["origin"] == waiting["origin"]
    assert (waiting["ping_id"], waiting["tier"]) == (ping_id, "anonymous")
    assert "/anon/" in waiting["origin"]
    assert alice.path not in waiting["origin"]
    pulled = await bob.ask("POST", f"pull/{ping_id}")
    assert pulled.json()["content"] == "Guess who"
    assert (await station.http.get(f"{alice.path}/outbox/{ping_id}")).status_code == 410


async def test_others_servers_ask_at_the_sealed_address(
    station: Server, alice: Owner, bob: Owner
) -> None:
    ping_id = await announce(station, alice, bob.address)
    [waiting] = await bob.inbox()
    url = f"{waiting['origin']}/outbox/{ping_id}".partition(str(station.port))[2]
    assert (await station.http.head(url)).status_code == 200
    assert (await station.http.post(f"{url}/ack")).status_code == 409
    served = await station.http.get(url)
    assert served.headers["content-type"] == "application/json"
    assert served.json()["content"] == "Guess who"
    assert (await station.http.post(f"{url}/ack")).status_code == 204
    gone = await station.http.get(url)
    assert (gone.status_code, gone.content) == (410, b"")
    other = url.replace(ping_id, "another")
    assert (await station.http.get(other)).status_code == 404
    assert (await station.http.get(url.replace("/outbox/", "/inbox/"))).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"target": "http://a"}, 400),
        ({"target": "http://a", "ping": "x"}, 400),
        ({"target": "a", "ping": knock_of()}, 400),
        ({"target": "http://10.0.0.1", "ping": knock_of()}, 502),
        ({"target": "http://127.0.0.1:1", "ping": knock_of()}, 502),
    ],
)
async def test_what_is_not_passed_on(body: object, status: int, station: Server) -> None:
    answer = await station.post("/anon", body)
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "code"}


@pytest.mark.asyncio(loop_scope="function")
async def test_a_closed_door_is_a_target_that_does_not_answer(skin: Skin) -> None:
    async with post_server(skin, ping_hold=HOLD) as server:
        bob = await move_in(server)
        await bob.ask("POST", "settings", {"anonymous": False})
        answers = [
            await server.post("/anon", {"target": target, "ping": knock_of()})
            for target in (bob.address, bob.address[:-3] + "xxx")
        ]
    assert {(answer.status_code, answer.text) for answer in answers} == {
        (502, answers[0].text),
    }
