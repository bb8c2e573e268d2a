"""Right frames of the less usual kinds: fragments, pings, and closes that take their time."""

import pytest

from plong.endpoints.picows_room import LITTLE_READ, MOST_READ, ReadRoom
from plong.protocol.assembly import FRAGMENT_BYTES, FREE_FRAGMENTS
from tests.support.raw import (
    BINARY,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    Frame,
    close_frame,
    frame,
    raw_websocket,
)
from tests.support.server import Server, running_server

pytestmark = pytest.mark.asyncio(loop_scope="module")

LIMIT = 1048576
MOST_FRAGMENTS = FREE_FRAGMENTS + LIMIT // FRAGMENT_BYTES
ESC_PING = frame(TEXT, b"\x1bping")
ESC_PONG = Frame(TEXT, b"\x1bpong")


def part(opcode: int, payload: bytes = b"") -> bytes:
    return frame(opcode, payload, fin=False)


MESSAGES: list[tuple[bytes, Frame]] = [
    (part(TEXT, b"Hel") + frame(CONTINUATION, b"lo"), Frame(TEXT, b"Hello")),
    (part(BINARY, b"\xff") + frame(CONTINUATION, b"\x00"), Frame(BINARY, b"\xff\x00")),
    (part(TEXT, b"\xc3") + frame(CONTINUATION, b"\xa9"), Frame(TEXT, "é".encode())),
    (part(TEXT) + part(CONTINUATION) + frame(CONTINUATION), Frame(TEXT, b"")),
    (
        part(TEXT) + part(CONTINUATION) * (MOST_FRAGMENTS - 2) + frame(CONTINUATION, b"x"),
        Frame(TEXT, b"x"),
    ),
    (part(BINARY, bytes(LIMIT - 1)) + frame(CONTINUATION, b"\0"), Frame(BINARY, bytes(LIMIT))),
    (part(TEXT, b"\x1b") + part(CONTINUATION, b"pi") + frame(CONTINUATION, b"ng"), ESC_PONG),
    (frame(BINARY, bytes(65535)), Frame(BINARY, bytes(65535))),
    (frame(BINARY, bytes(65536)), Frame(BINARY, bytes(65536))),
    (frame(BINARY, bytes(126)), Frame(BINARY, bytes(126))),
]


@pytest.mark.parametrize(("frames", "message"), MESSAGES, ids=range(len(MESSAGES)))
async def test_a_message_is_put_together_before_it_is_relayed(
    shared_server: Server, frames: bytes, message: Frame
) -> None:
    me = await shared_server.ohai()
    async with raw_websocket(shared_server.port, f"/ws/{me.private_id}") as client:
        await client.send(frame(TEXT, f"\x1bchlink {me.public_id}".encode()))
        await client.send(frames * 2 + ESC_PING)
        assert [await client.read_frame() for _ in range(2)] == [message] * 2
        assert await client.read_frame() == ESC_PONG


async def test_crumbs_are_read_little_at_a_time_until_their_message_ends(
    shared_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[int] = []
    monkeypatch.setattr(ReadRoom, "limit", lambda _, most: reads.append(most))
    me = await shared_server.ohai()
    async with raw_websocket(shared_server.port, f"/ws/{me.private_id}") as client:
        crumbs = part(CONTINUATION, b"x") * (FREE_FRAGMENTS + 10)
        await client.send(part(BINARY, b"x") + crumbs + frame(PING, b"1"))
        assert await client.read_frame() == Frame(PONG, b"1")
        assert reads == [LITTLE_READ]
        await client.send(frame(CONTINUATION) + frame(PING, b"2"))
        assert await client.read_frame() == Frame(PONG, b"2")
        assert reads == [LITTLE_READ, MOST_READ]


async def test_control_frames_may_come_between_fragments(shared_server: Server) -> None:
    me = await shared_server.ohai()
    async with raw_websocket(shared_server.port, f"/ws/{me.private_id}") as client:
        await client.send(frame(TEXT, f"\x1bchlink {me.public_id}".encode()))
        await client.send(ESC_PING)
        assert await client.read_frame() == ESC_PONG
        between = frame(PING, b"between") + frame(PONG, b"unasked")
        await client.send(part(TEXT, b"a") + between + frame(CONTINUATION, b"b"))
        assert await client.read_frame() == Frame(PONG, b"between")
        assert await client.read_frame() == Frame(TEXT, b"ab")


async def test_pings_are_answered_in_order(shared_server: Server) -> None:
    me = await shared_server.ohai()
    async with raw_websocket(shared_server.port, f"/ws/{me.private_id}") as client:
        pings = [b"", b"\xff", b"x" * 125, *(b"%d" % number for number in range(1000))]
        await client.send(b"".join(frame(PING, payload) for payload in pings))
        assert [await client.read_frame() for _ in pings] == [Frame(PONG, p) for p in pings]


async def test_answers_come_before_the_close_that_was_asked_after_them(
    shared_server: Server,
) -> None:
    me = await shared_server.ohai()
    async with raw_websocket(shared_server.port, f"/ws/{me.private_id}") as client:
        await client.send(frame(TEXT, b"\x1bwuu2") + ESC_PING + close_frame(4321) + ESC_PING)
        assert b'"Version"' in (await client.read_frame()).payload
        assert await client.read_frame() == ESC_PONG
        assert await client.read_close() == 4321
        assert await client.read_to_the_end() == b""


async def test_who_does_not_answer_a_close_is_cut_off() -> None:
    async with running_server(close_timeout=0.1) as server:
        me = await server.ohai()
        async with raw_websocket(server.port, f"/ws/{me.private_id}") as client:
            await client.send(ESC_PING)
            await client.read_frame()
            await server.post("/obai", {"PrivateId": me.private_id})
            assert await client.read_close() == 4001
            await client.send(ESC_PING + frame(PING, b"still here") + frame(TEXT, b"Hi"))
            await client.wait_for_reset()


async def test_who_answers_a_close_is_hung_up_on_at_once(shared_server: Server) -> None:
    me = await shared_server.ohai()
    async with raw_websocket(shared_server.port, f"/ws/{me.private_id}") as client:
        await client.send(ESC_PING)
        await client.read_frame()
        await shared_server.post("/obai", {"PrivateId": me.private_id})
        assert await client.read_close() == 4001
        await client.send(close_frame(4001))
        assert await client.read_to_the_end() == b""
