"""Servers that answer something else over HTTP."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import pytest

from plong.client import http
from plong.client.http import say_obai, say_ohai
from plong.client.wire.address import Address, read_address
from plong.client.wire.errors import PlongError


def answer(status: int, body: str) -> bytes:
    return f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


@asynccontextmanager
async def answering(words: bytes, *, endless: bool = False) -> AsyncIterator[Address]:
    """Answer every request with these bytes, again and again if it is endless."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(words)
        try:
            while endless:
                writer.write(bytes(2**16))
                await writer.drain()
        except ConnectionError:
            pass
        writer.close()

    async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield read_address(f"http://127.0.0.1:{port}")


WRONG = {
    "no HTTP": (b"hello\r\n\r\n", "unreachable", "something else answers"),
    "nothing": (b"", "unreachable", "127.0.0.1"),
    "no such path": (
        answer(404, '{"Error":"Nothing here."}'),
        "unreachable",
        "404, “Nothing here.”",
    ),
    "cut short": (answer(200, "{}" * 9)[:-3], "unreachable", "127.0.0.1"),
    "no JSON": (answer(200, "<html>"), "unreachable", "no JSON object"),
    "no UTF-8": (answer(200, "xx")[:-2] + b"\xff\xff", "unreachable", "decode"),
    "no object": (answer(200, "[1]"), "unreachable", "no JSON object"),
    "no PrivateId": (answer(200, '{"PublicId":"A"}'), "unreachable", "gave no PrivateId"),
    "odd PrivateId": (answer(200, '{"PrivateId":1}'), "unreachable", "gave no PrivateId"),
    "too many": (answer(429, '{"Error":"Wait a little."}'), "rate-limited", "Wait a little."),
    "too many, no more": (answer(429, "later"), "unreachable", "status 429"),
    "no room": (answer(503, '{"Error":"Full."}'), "unavailable", "Full."),
    "broken": (answer(500, "<html>"), "unreachable", "status 500"),
    "broken object": (answer(500, "{}"), "unreachable", "status 500"),
    "broken list": (answer(500, "[]"), "unreachable", "status 500"),
}


@pytest.mark.parametrize(("words", "code", "sentence"), WRONG.values(), ids=WRONG.keys())
async def test_what_no_plong_server_says_is_an_error(
    words: bytes, code: str, sentence: str
) -> None:
    async with answering(words) as address:
        with pytest.raises(PlongError, match=sentence) as caught:
            await say_ohai(address)
    assert caught.value.code == code


async def test_an_endless_answer_is_not_read_to_its_end() -> None:
    async with answering(b"HTTP/1.1 200 OK\r\n\r\n", endless=True) as address:
        with pytest.raises(PlongError, match="no JSON object") as caught:
            await say_ohai(address)
    assert caught.value.code == "unreachable"


@asynccontextmanager
async def dripping(head: bytes) -> AsyncIterator[str]:
    """Answer with one more byte at a time, without end."""

    is_over = asyncio.Event()

    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while not is_over.is_set() and not writer.is_closing():
            writer.write(b" ")
            await asyncio.wait([ending], timeout=0.02)
        writer.close()

    ending = asyncio.create_task(is_over.wait())
    async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        is_over.set()
        await ending


HEADS = {"head": b"HTTP/1.1 200 OK\r\nX:", "body": b"HTTP/1.1 200 OK\r\n\r\n"}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
async def test_an_answer_that_drips_in_is_not_waited_for(
    head: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "_DEADLINE", 0.3)
    async with dripping(head) as url:
        with pytest.raises(PlongError, match="in time") as caught:
            await say_ohai(read_address(url))
    assert caught.value.code == "unreachable"


ASK: Final = """
import asyncio, sys
from plong.client.http import say_ohai
from plong.client.wire.address import read_address
async def ask():
    async with asyncio.timeout(0.3):
        await say_ohai(read_address(sys.argv[1]))
asyncio.run(ask())
"""


async def test_who_gives_up_does_not_wait_for_an_answer_that_drips_in() -> None:
    async with dripping(HEADS["head"]) as url:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", ASK, url, stderr=asyncio.subprocess.PIPE
        )
        try:
            async with asyncio.timeout(8):
                _, complaint = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    assert complaint.rstrip().endswith(b"TimeoutError")


async def test_a_peer_that_was_removed_is_named_so() -> None:
    async with answering(answer(404, '{"Error":"No such peer."}')) as address:
        with pytest.raises(PlongError, match="No such peer") as caught:
            await say_obai(address, "A" * 86)
    assert caught.value.code == "no-such-peer"
