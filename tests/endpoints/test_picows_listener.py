"""Frames that break RFC 6455, with the exact close code, and what they leave alone."""

import pytest

from plong.protocol.assembly import FRAGMENT_BYTES, FREE_FRAGMENTS
from tests.support.raw import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    close_frame,
    frame,
    raw_websocket,
)
from tests.support.server import Server, barrier
from tests.support.talk import Pair, hear, hear_words

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("bystanders")]

LIMIT = 1048576
HALF = b"x" * (LIMIT // 2)
MOST_FRAGMENTS = FREE_FRAGMENTS + LIMIT // FRAGMENT_BYTES


def part(opcode: int, payload: bytes = b"") -> bytes:
    """Return a frame that is not the last of its message."""
    return frame(opcode, payload, fin=False)


def sized(opcode: int, length: bytes) -> bytes:
    """Return a frame that says this length, without its payload."""
    return frame(opcode, length=length)


TOO_BIG = {
    "whole": sized(BINARY, b"\x7f" + (LIMIT + 1).to_bytes(8)),
    "a fragment": part(BINARY, HALF) + sized(CONTINUATION, b"\x7f" + (LIMIT + 1).to_bytes(8)),
    "together": part(TEXT, HALF) + part(CONTINUATION, HALF) + part(CONTINUATION, b"x"),
    "empty fragments": part(TEXT) + part(CONTINUATION) * MOST_FRAGMENTS,
    "2 ** 62": sized(TEXT, b"\x7f" + (1 << 62).to_bytes(8)),
}
NO_TEXT = {
    "a byte": frame(TEXT, b"\xff"),
    "cut short": frame(TEXT, "é".encode()[:1]),
    "a surrogate": frame(TEXT, b"\xed\xa0\x80"),
    "overlong": frame(TEXT, b"\xc0\xaf"),
    "beyond Unicode": frame(TEXT, b"\xf4\x90\x80\x80"),
    "a command": frame(TEXT, b"\x1bping\xff"),
    "split": part(TEXT, b"\xc3") + part(CONTINUATION, b"\xc3"),
    "cut short in the last": part(TEXT, b"ok") + frame(CONTINUATION, b"\xc3"),
    "never completed": part(TEXT, b"\xc3") + frame(CONTINUATION),
    "a reason": close_frame(1000, b"\xff"),
}
WRONG = {
    **{f"opcode {opcode}": frame(opcode) for opcode in (*range(3, 8), *range(11, 16))},
    **{
        f"reserved {bits} of opcode {opcode}": frame(opcode, reserved=bits)
        for bits in (1, 2, 4)
        for opcode in (TEXT, BINARY, CLOSE, PING, PONG)
    },
    "reserved in a fragment": part(TEXT) + frame(CONTINUATION, reserved=1),
    "unmasked": frame(TEXT, b"Hi", masked=False),
    "unmasked close": frame(CLOSE, masked=False),
    "fragmented ping": part(PING),
    "fragmented close": part(CLOSE),
    "long ping": frame(PING, b"x" * 126),
    "long close": frame(CLOSE, b"\x03\xe8" + b"x" * 124),
    "a new text in a text": part(TEXT) + frame(TEXT),
    "a new binary in a text": part(TEXT) + part(BINARY),
    "a continuation of nothing": frame(CONTINUATION, b"Hi"),
    "a continuation after the last": part(TEXT) + frame(CONTINUATION) + frame(CONTINUATION),
    "a length that is not the shortest": sized(TEXT, b"\x7e" + (125).to_bytes(2)),
    "a longer one": sized(TEXT, b"\x7f" + (65535).to_bytes(8)),
    "a negative one": sized(TEXT, b"\x7f" + b"\x80" + bytes(7)),
    "a code of one byte": frame(CLOSE, b"\x03"),
    **{
        f"code {code}": close_frame(code)
        for code in (0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535)
    },
}
VIOLATIONS = [
    pytest.param(frames, code, id=f"{code} {name}")
    for code, table in ((1009, TOO_BIG), (1007, NO_TEXT), (1002, WRONG))
    for name, frames in table.items()
]


@pytest.mark.parametrize(("frames", "code"), VIOLATIONS)
async def test_a_violation_is_closed_with_its_code(
    shared_server: Server, frames: bytes, code: int
) -> None:
    me = await shared_server.ohai()
    async with raw_websocket(shared_server.port, f"/ws/{me.private_id}") as client:
        await client.send(frames)
        assert await client.read_close() == code
        assert await client.read_to_the_end() == b""


@pytest.mark.parametrize("code", [1000, 1001, 1002, 1003, *range(1007, 1015), 3000, 4000, 4999])
async def test_a_right_close_is_answered_with_its_code(shared_server: Server, code: int) -> None:
    me = await shared_server.ohai()
    async with raw_websocket(shared_server.port, f"/ws/{me.private_id}") as client:
        await client.send(close_frame(code, "Tschüß".encode()) + frame(PING, b"too late"))
        assert await client.read_close() == code
        assert await client.read_to_the_end() == b""


async def test_a_close_without_a_code_is_answered_with_1000(shared_server: Server) -> None:
    me = await shared_server.ohai()
    async with raw_websocket(shared_server.port, f"/ws/{me.private_id}") as client:
        await client.send(frame(CLOSE))
        assert await client.read_close() == 1000
        assert await client.read_to_the_end() == b""


@pytest.mark.parametrize("violation", [frame(TEXT, reserved=4), frame(3), frame(TEXT, b"\xff")])
async def test_what_comes_before_a_violation_counts_and_nothing_after(
    shared_server: Server, bystanders: Pair, violation: bytes
) -> None:
    eve = await shared_server.ohai()
    async with raw_websocket(shared_server.port, f"/ws/{eve.private_id}") as client:
        await client.send(frame(TEXT, f"\x1bchlink {bystanders.bob.public_id}".encode()))
        await client.send(frame(TEXT, b"\x1bping"))
        await client.read_frame()
        after = frame(TEXT, b"after") + frame(PING, b"after") + close_frame(1000)
        await client.send(frame(TEXT, b"before") + violation + after)
        assert (await client.read_frame()).opcode == CLOSE
        assert await client.read_to_the_end() == b""
    assert await hear(bystanders.bobs) == f":{eve.public_id}:before"
    await barrier(bystanders.bobs)


@pytest.mark.parametrize("is_reset", [True, False])
@pytest.mark.parametrize("beginning", [b"\x81", b"\x81\xfe", frame(TEXT, b"Hello")[:-1]])
async def test_who_is_cut_off_in_mid_frame_is_gone(
    shared_server: Server, beginning: bytes, *, is_reset: bool
) -> None:
    me, watcher = await shared_server.ohai(), await shared_server.ohai()
    async with shared_server.connect_2(watcher) as watchers:
        await hear_words(watchers)
        await watchers.send(f"\x1bchlink {me.public_id}")
        await hear_words(watchers)
        async with raw_websocket(shared_server.port, f"/ws/{me.private_id}") as client:
            await client.send(frame(TEXT, b"\x1bping") + beginning)
            await client.read_frame()
            if is_reset:
                client.reset()
        assert await hear_words(watchers) == {"Event": "gone", "PublicId": me.public_id}


async def test_who_is_still_sending_what_is_too_big_hears_why(shared_server: Server) -> None:
    me = await shared_server.ohai()
    async with raw_websocket(shared_server.port, f"/ws/{me.private_id}") as client:
        await client.send(*[frame(BINARY, bytes(16 * LIMIT))])
        assert await client.read_close() == 1009
        await client.send(b"and still sending")
        assert await client.read_to_the_end() == b""
