"""HTTP below the application: bounds, ignored upgrades, and what is no HTTP."""

import asyncio
import contextlib

import pytest

from plong.endpoints.unparsed import MAX_HEAD
from tests.support.memory import MEBIBYTE, resident
from tests.support.raw import raw_client
from tests.support.server import Server, running_server
from tests.support.talk import Pair

NO_HTTP = {"Error": "This is not an HTTP/1.1 request."}
GET = b"GET / HTTP/1.1\r\n\r\n"
NONSENSE = [
    b"nonsense\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # TLS
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET /\xff HTTP/1.1\r\n\r\n",
    b"GET http:// HTTP/1.1\r\n\r\n",
    b"GET http://host HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost\x00: x\r\n\r\n",
    b"POST /iam HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    b"POST /iam HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"POST /iam HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.usefixtures("bystanders")
@pytest.mark.parametrize("nonsense", NONSENSE)
async def test_what_is_no_http_is_answered_400(shared_server: Server, nonsense: bytes) -> None:
    async with raw_client(shared_server.port) as client:
        await client.send(nonsense)
        answer = await client.read_answer()
        assert (answer.status, answer.json) == (400, NO_HTTP)
        assert await client.read_to_the_end() == b""


@pytest.mark.asyncio(loop_scope="module")
async def test_a_head_that_is_too_big_is_answered_431(
    shared_server: Server, bystanders: Pair
) -> None:
    del bystanders
    async with raw_client(shared_server.port) as client:
        await client.send(b"GET / HTTP/1.1\r\nX: " + b"x" * MAX_HEAD)
        answer = await client.read_answer()
        assert answer.status == 431
        assert answer.json == {"Error": "The request's head must be at most 32768 bytes."}
        assert await client.read_to_the_end() == b""


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("size", "status"), [(MAX_HEAD, 200), (MAX_HEAD + 2, 431)])
async def test_a_whole_head_is_measured_to_the_byte(
    shared_server: Server, size: int, status: int
) -> None:
    head = b"GET / HTTP/1.1\r\nX: "
    async with raw_client(shared_server.port) as client:
        await client.send(head.ljust(size - 4, b"x") + b"\r\n\r\n")
        assert (await client.read_answer()).status == status


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("count", "status"), [(256, 200), (257, 431)])
async def test_a_request_has_so_many_headers_and_no_more(
    shared_server: Server, count: int, status: int
) -> None:
    async with raw_client(shared_server.port) as client:
        await client.send(b"GET / HTTP/1.1\r\n" + b"X: 1\r\n" * count + b"\r\n")
        answer = await client.read_answer()
        assert answer.status == status
        if status == 431:
            assert answer.json == {"Error": "A request must have at most 256 headers."}


@pytest.mark.asyncio(loop_scope="module")
async def test_heads_are_measured_one_by_one(shared_server: Server) -> None:
    async with raw_client(shared_server.port) as client:
        for _ in range(3):
            await client.send(b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000, b"\r\n\r\n")
            assert (await client.read_answer()).status == 200


@pytest.mark.asyncio(loop_scope="module")
async def test_requests_may_be_sent_before_the_answers_have_come(shared_server: Server) -> None:
    async with raw_client(shared_server.port) as client:
        await client.send(GET * 5 + b"GET /wuu2 HT")
        assert [(await client.read_answer()).status for _ in range(5)] == [200] * 5
        await client.send(b"TP/1.1\r\nConnection: close\r\n\r\n")
        assert (await client.read_answer()).status == 200
        assert await client.read_to_the_end() == b""


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("connection", ["Upgrade, HTTP2-Settings", "keep-alive, upgrade"])
async def test_an_upgrade_to_another_protocol_is_ignored(
    shared_server: Server, connection: str
) -> None:
    me = await shared_server.ohai()
    body = f'{{"PrivateId":"{me.private_id}"}}'
    head = f"POST /obai HTTP/1.1\r\nConnection: {connection}\r\nUpgrade: h2c\r\n"
    request = f"{head}HTTP2-Settings: AAMAAABk\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    async with raw_client(shared_server.port) as client:
        await client.send(request.encode() * 2 + GET)
        answers = [await client.read_answer() for _ in range(3)]
        assert [answer.status for answer in answers] == [200, 404, 200]


@pytest.mark.asyncio(loop_scope="module")
async def test_an_ignored_upgrade_may_be_the_last_request(shared_server: Server) -> None:
    async with raw_client(shared_server.port) as client:
        await client.send(
            b"GET / HTTP/1.1\r\nConnection: close, upgrade\r\nUpgrade: x\r\n\r\n" + GET
        )
        assert (await client.read_answer()).status == 200
        assert await client.read_to_the_end() == b""


@pytest.mark.asyncio(loop_scope="module")
async def test_many_ignored_upgrades_in_one_go_are_all_answered(shared_server: Server) -> None:
    async with raw_client(shared_server.port) as client:
        await client.send(b"GET /x HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n" * 1000)
        statuses = [(await client.read_answer()).status for _ in range(1000)]
        assert statuses == [404] * 1000


def whois(passphrase: str, size: int = 0) -> bytes:
    body = b'{"Passphrase":"%s"}' % passphrase.encode() + b" " * size
    return b"POST /whois HTTP/1.1\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


@pytest.mark.asyncio(loop_scope="module")
async def test_a_head_is_bounded_while_an_earlier_request_is_answered(
    shared_server: Server,
) -> None:
    async with raw_client(shared_server.port) as client:
        await client.send(whois("a hash takes its time"), b"GET / HTTP/1.1\r\n")
        with contextlib.suppress(ConnectionError):
            for _ in range(100):
                await client.send(b"X: " + b"x" * 1000 + b"\r\n")
        answer = await client.read_answer()
        assert answer.status in (404, 431)
        if answer.status == 404:
            assert (await client.read_answer()).status == 431


@pytest.mark.asyncio(loop_scope="module")
async def test_a_body_that_follows_another_request_is_no_head(shared_server: Server) -> None:
    async with raw_client(shared_server.port) as client:
        await client.send(whois("one"), whois("two", size=50_000))
        assert (await client.read_answer()).status == 404
        assert (await client.read_answer()).status == 404


async def test_who_asks_without_end_and_reads_nothing_fills_no_memory() -> None:
    async with running_server(slow_timeout=0.3) as server:
        async with raw_client(server.port, receive_buffer=4096) as client:
            before = resident()
            with contextlib.suppress(ConnectionError, TimeoutError):
                async with asyncio.timeout(2):
                    for _ in range(300):
                        await client.send(GET * 3000)
            assert resident() - before < 16 * MEBIBYTE
        assert (await server.http.get("/")).status_code == 200
