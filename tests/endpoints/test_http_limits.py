"""The HTTP API: what is too much, and what comes too slowly."""

import asyncio
import json

import pytest

from tests.support.raw import raw_client
from tests.support.server import Server, barrier, running_server
from tests.support.skins import Skin
from tests.support.talk import ask, hear_words

FULL = {"Error": "The server is full."}
RATE_LIMITED = {"Error": "Too many tries; wait a little."}


def post(path: str, body: bytes, length: int | None = None) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nContent-Length: {length or len(body)}\r\n\r\n"
    return head.encode() + body


async def test_passphrase_tries_of_an_address_are_limited_and_say_when_to_come_back() -> None:
    async with running_server(passphrase_tries=3) as server:
        me = await server.ohai()
        answers = [await server.iam(me, "p"), await server.whois("p"), await server.whois("q")]
        assert [answer.status_code for answer in answers] == [200, 200, 404]
        for answer in (await server.whois("p"), await server.iam(me, "p")):
            assert (answer.status_code, answer.json()) == (429, RATE_LIMITED)
            assert 1 <= int(answer.headers["Retry-After"]) <= 20
            assert answer.headers["Access-Control-Expose-Headers"] == "Retry-After"


async def test_peers_of_an_address_are_limited_and_the_answer_says_when_to_come_back() -> None:
    async with running_server(peers_per_minute=2) as server:
        await server.ohai()
        await server.ohai()
        answer = await server.http.post("/ohai")
        assert (answer.status_code, answer.json()) == (429, RATE_LIMITED)
        assert 1 <= int(answer.headers["Retry-After"]) <= 30
        assert (await server.http.get("/")).json()["Status"]["Peers"] == 2


async def test_questions_that_cost_no_hash_are_not_counted() -> None:
    async with running_server(passphrase_tries=1) as server:
        for _ in range(3):
            assert (await server.whois("")).status_code == 400
            assert (await server.http.get("/ohai")).status_code == 200
        assert (await server.whois("p")).status_code == 404


@pytest.mark.usefixtures("real_hashing")
async def test_a_full_hash_queue_answers_429() -> None:
    async with running_server(hash_queue=1) as server:
        answers = await asyncio.gather(*(server.whois(f"p{n}") for n in range(8)))
        statuses = [answer.status_code for answer in answers]
        assert set(statuses) == {404, 429}
        refused = next(answer for answer in answers if answer.status_code == 429)
        assert refused.json() == {"Error": "The server is busy with other passphrases."}
        assert refused.headers["Retry-After"] == "1"
        assert (await server.whois("p")).status_code == 404


async def test_a_server_full_of_peers_answers_503() -> None:
    async with running_server(max_peers=2) as server:
        me, _ = await server.ohai(), await server.ohai()
        answer = await server.http.get("/ohai")
        assert (answer.status_code, answer.json()) == (503, FULL)
        await server.post("/obai", {"PrivateId": me.private_id})
        assert (await server.http.get("/ohai")).status_code == 200


async def test_a_server_full_of_identities_answers_503() -> None:
    async with running_server(max_identities=1) as server:
        me = await server.ohai()
        assert (await server.iam(me, "p")).status_code == 200
        answer = await server.iam(me, "q")
        assert (answer.status_code, answer.json()) == (503, FULL)
        assert (await server.iam(me, "p")).status_code == 200


async def test_more_peers_than_an_address_may_have_are_answered_429(skin: Skin) -> None:
    async with skin(peers_per_address=2) as server:
        me, _ = await server.ohai(), await server.ohai()
        answer = await server.http.get("/ohai")
        sentence = (
            "This address has as many peers as one may have; end some with obai, or come later."
        )
        assert (answer.status_code, answer.json()) == (429, {"Error": sentence})
        assert answer.headers["Retry-After"] == "60"
        await server.post("/obai", {"PrivateId": me.private_id})
        assert (await server.http.get("/ohai")).status_code == 200


async def test_more_identities_than_a_peer_may_have_are_answered_429(skin: Skin) -> None:
    async with skin(identities_per_peer=1) as server:
        me, other = await server.ohai(), await server.ohai()
        assert (await server.iam(me, "p")).status_code == 200
        answer = await server.iam(me, "q")
        sentence = "This peer holds as many passphrases as one may."
        assert (answer.status_code, answer.json()) == (429, {"Error": sentence})
        assert answer.headers["Retry-After"] == "60"
        assert (await server.iam(me, "p")).status_code == 200
        assert (await server.iam(other, "q")).status_code == 200


async def test_more_identities_than_an_address_may_have_are_refused_by_every_way(
    skin: Skin,
) -> None:
    async with skin(identities_per_address=1) as server:
        me, other = await server.ohai(), await server.ohai()
        assert (await server.iam(me, "p")).status_code == 200
        sentence = "This address holds as many passphrases as one may."
        answer = await server.iam(other, "q")
        assert (answer.status_code, answer.json()) == (429, {"Error": sentence})
        async with server.connect_2(other) as connection:
            await hear_words(connection)
            refusal = {"Error": sentence, "Code": "too-many", "RetryAfter": 60, "Verb": "iam"}
            assert await ask(connection, 'iam {"Passphrase": "q"}') == refusal


async def test_all_tries_together_are_limited_and_the_rest_is_kept_for_who_tried_little(
    skin: Skin,
) -> None:
    async with skin(passphrase_tries=10, passphrase_tries_total=6) as server:
        # The first is a tenth of the address's own; for the others half of all is kept back.
        answers = [await server.whois("p") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [404, 404, 404, 429]
        busy = {"Error": "The server is busy with other passphrases."}
        assert answers[3].json() == busy
        assert 1 <= int(answers[3].headers["Retry-After"]) <= 10


async def test_a_connection_too_many_of_one_address_is_answered_429() -> None:
    async with running_server(http_connections_per_address=2) as server:
        me = await server.ohai()  # over the client's one kept connection
        async with server.connect(me) as talking, raw_client(server.port) as idle:
            await barrier(talking)  # a WebSocket is none of HTTP's any more
            async with raw_client(server.port) as client:
                answer = await client.read_answer()
                sentence = "This address has too many connections open."
                assert (answer.status, answer.json) == (429, {"Error": sentence})
                assert answer.headers["retry-after"] == "1"
                assert await client.read_to_the_end() == b""
            await idle.send(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
            await idle.read_to_the_end()
            async with raw_client(server.port) as client:
                await client.send(b"GET / HTTP/1.1\r\n\r\n")
                assert (await client.read_answer()).status == 200


async def test_the_connections_of_a_trusted_proxy_are_not_one_clients() -> None:
    here = {"http_connections_per_address": 1, "trusted_proxies": ["127.0.0.1"]}
    async with (
        running_server(**here) as server,
        raw_client(server.port) as first,
        raw_client(server.port) as second,
    ):
        for client in (first, second):
            await client.send(b"GET / HTTP/1.1\r\n\r\n")
            assert (await client.read_answer()).status == 200


async def test_a_body_that_is_too_big_is_answered_before_it_has_come(server: Server) -> None:
    async with raw_client(server.port) as client:
        await client.send(post("/iam", b"x" * 70_000, 1 << 30))
        answer = await client.read_answer()
        assert (answer.status, answer.headers["connection"]) == (413, "close")
        assert answer.json == {"Error": "The body must be at most 65536 bytes."}
        await client.read_to_the_end()


async def test_a_body_that_does_not_come_is_answered_408() -> None:
    async with running_server(request_timeout=0.1) as server, raw_client(server.port) as client:
        await client.send(post("/whois", b'{"Passphrase":', 100))
        answer = await client.read_answer()
        assert (answer.status, answer.headers["connection"]) == (408, "close")
        assert answer.json == {"Error": "The request did not arrive in time."}
        assert await client.read_to_the_end() == b""


async def test_a_client_that_leaves_in_mid_body_leaves_no_trace(server: Server) -> None:
    async with raw_client(server.port) as client:
        await client.send(post("/whois", b'{"Passphrase":', 100))
        client.reset()
    body = json.dumps({"Passphrase": "p"}).encode()
    assert (await server.http.post("/whois", content=body)).status_code == 404


async def test_a_connection_too_many_is_answered_503() -> None:
    async with running_server(max_connections=2) as server:
        me = await server.ohai()  # over the client's one kept connection
        async with server.connect(me), raw_client(server.port) as client:
            answer = await client.read_answer()
            assert (answer.status, answer.json) == (503, FULL)
            assert await client.read_to_the_end() == b""
            assert (await server.http.get("/")).status_code == 200
