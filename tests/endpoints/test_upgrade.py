"""WebSocket upgrades as raw requests: which are accepted, and the answers to the others."""

import pytest

from tests.support.raw import ACCEPT, TEXT, Answer, Frame, frame, raw_client, raw_websocket, upgrade
from tests.support.server import Server, running_server
from tests.support.talk import Pair

pytestmark = pytest.mark.asyncio(loop_scope="module")

NO_HANDSHAKE = (400, {"Error": "This is not a WebSocket handshake."})
WRONG_VERSION = (426, {"Error": "This path wants a WebSocket upgrade of version 13."})
ESC_PING = frame(TEXT, b"\x1bping")
PONG = Frame(TEXT, b"\x1bpong")

RIGHT: list[dict[str, str | None]] = [
    {},
    {"Connection": "keep-alive, Upgrade"},  # Firefox
    {"Connection": "upgrade", "Upgrade": "WebSocket"},
    {"Connection": "Upgrade , keep-alive"},
    {"Host": None},
    {"Content-Length": "0"},
    {"Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"},
    {"Origin": "https://any.example"},
]
WRONG: list[tuple[dict[str, str | None], tuple[int, object]]] = [
    ({"Sec-WebSocket-Key": None}, NO_HANDSHAKE),
    ({"Sec-WebSocket-Key": ""}, NO_HANDSHAKE),
    ({"Sec-WebSocket-Key": "c2hvcnQ="}, NO_HANDSHAKE),
    ({"Sec-WebSocket-Key": "not base64, but it is long enough"}, NO_HANDSHAKE),
    ({"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ"}, NO_HANDSHAKE),
    ({"Content-Length": "5"}, NO_HANDSHAKE),
    ({"Transfer-Encoding": "chunked"}, NO_HANDSHAKE),
    ({"Sec-WebSocket-Version": None}, WRONG_VERSION),
    ({"Sec-WebSocket-Version": "8"}, WRONG_VERSION),
    ({"Sec-WebSocket-Version": "13, 8"}, WRONG_VERSION),
    ({"Connection": None}, WRONG_VERSION),
    ({"Connection": "keep-alive"}, WRONG_VERSION),
    ({"Upgrade": None}, WRONG_VERSION),
    ({"Upgrade": "h2c"}, WRONG_VERSION),
]
REQUEST_LINES = [
    b"POST {path} HTTP/1.1",
    b"GET {path} HTTP/1.0",
    b"CONNECT host:443 HTTP/1.1",
    b"OPTIONS * HTTP/1.1",
]


async def upgraded(server: Server, request: bytes) -> Answer:
    """Send a request; return the answer, after which nothing may come."""
    async with raw_client(server.port) as client:
        await client.send(request)
        answer = await client.read_answer()
        if answer.headers.get("connection") == "close":
            assert await client.read_to_the_end() == b""
        return answer


@pytest.mark.parametrize("headers", RIGHT)
async def test_a_right_upgrade_is_accepted(
    shared_server: Server, headers: dict[str, str | None]
) -> None:
    me = await shared_server.ohai()
    async with raw_client(shared_server.port) as client:
        await client.send(upgrade(f"/ws/{me.private_id}", **headers))
        answer = await client.read_answer()
        assert answer.status == 101
        assert answer.headers["sec-websocket-accept"] == ACCEPT
        assert answer.headers["upgrade"] == "websocket"
        assert answer.headers["connection"].lower() == "upgrade"
        assert "sec-websocket-protocol" not in answer.headers
        assert "sec-websocket-extensions" not in answer.headers
        await client.send(ESC_PING)
        assert await client.read_frame() == PONG


@pytest.mark.usefixtures("bystanders")
@pytest.mark.parametrize(("headers", "expected"), WRONG)
async def test_a_wrong_upgrade_is_refused(
    shared_server: Server, headers: dict[str, str | None], expected: tuple[int, object]
) -> None:
    answer = await upgraded(shared_server, upgrade("/ws", **headers))
    assert (answer.status, answer.json) == expected
    if answer.status == 426:
        assert answer.headers["sec-websocket-version"] == "13"
        assert answer.headers["upgrade"] == "websocket"


@pytest.mark.usefixtures("bystanders")
@pytest.mark.parametrize("line", REQUEST_LINES)
async def test_an_upgrade_must_be_a_get_of_http_1_1(shared_server: Server, line: bytes) -> None:
    request = upgrade("{path}").replace(b"GET {path} HTTP/1.1", line)
    answer = await upgraded(shared_server, request.replace(b"{path}", b"/ws/x"))
    assert (answer.status, answer.json) == NO_HANDSHAKE


async def test_an_upgrade_where_nothing_is_is_refused_and_frames_after_it_are_nothing(
    shared_server: Server, bystanders: Pair
) -> None:
    await bystanders.talk()
    answer = await upgraded(shared_server, upgrade("/nothing") + ESC_PING)
    assert (answer.status, answer.json) == (404, {"Error": "There is nothing at this path."})


async def test_an_upgrade_must_wait_for_the_answer_before_it(
    shared_server: Server, bystanders: Pair
) -> None:
    path = f"/ws/{bystanders.alice.private_id}"
    request = b"GET /ohai HTTP/1.1\r\n\r\n" + upgrade(path)
    answer = await upgraded(shared_server, request)
    sentence = "An upgrade must wait for the answer to what was asked before."
    assert (answer.status, answer.json) == (400, {"Error": sentence})


async def test_an_upgrade_may_follow_an_answer(shared_server: Server) -> None:
    me = await shared_server.ohai()
    async with raw_client(shared_server.port) as client:
        await client.send(b"GET / HTTP/1.1\r\n\r\n")
        assert (await client.read_answer()).status == 200
        await client.send(upgrade(f"/ws/{me.private_id}"))
        assert (await client.read_answer()).status == 101
        await client.send(ESC_PING)
        assert await client.read_frame() == PONG


@pytest.mark.parametrize("size", [0, 10, 2000, 100_000])
async def test_frames_in_the_same_segment_as_the_upgrade_count(
    shared_server: Server, size: int
) -> None:
    me = await shared_server.ohai()
    async with raw_client(shared_server.port) as client:
        link = frame(TEXT, f"\x1bchlink {me.public_id}".encode())
        echo = frame(TEXT, b"x" * size)
        await client.send(upgrade(f"/ws/{me.private_id}") + link + echo + ESC_PING)
        assert (await client.read_answer()).status == 101
        assert await client.read_frame() == Frame(TEXT, b"x" * size)
        assert await client.read_frame() == PONG


async def test_an_upgrade_that_comes_in_pieces_is_accepted(shared_server: Server) -> None:
    me = await shared_server.ohai()
    request = upgrade(f"/ws/{me.private_id}") + ESC_PING
    async with raw_client(shared_server.port) as client:
        await client.send(*(request[place : place + 7] for place in range(0, len(request), 7)))
        assert (await client.read_answer()).status == 101
        assert await client.read_frame() == PONG


async def test_the_deadline_of_the_request_is_not_the_websocket_s() -> None:
    async with running_server(request_timeout=0.1) as server:
        path = f"/ws/{(await server.ohai()).private_id}"
        async with raw_websocket(server.port, path) as client:
            assert await client.drip(ESC_PING, 0.03)
            assert await client.read_frame() == PONG


async def test_who_asks_for_nothing_and_goes_leaves_no_traceback(
    shared_server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(10):
        async with raw_client(shared_server.port) as client:
            await client.send(upgrade("/nothing") + b"xxxx")
            client.half_close()
            await client.read_to_the_end()
    assert not [record for record in caplog.records if record.exc_info]
