"""The command ends in order: nobody new, what waits is sent, everybody is told, at last by force.

Run with the settings that everybody has who sets nothing.
"""

import asyncio
import signal
import sys
import time
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.support.command_line import Ended, Running, running_plong
from tests.support.lingerers import LINGERERS, idle, not_reading, port_of_libp2p
from tests.support.raw import CLOSE, PONG, TEXT, frame, raw_client, raw_websocket

AS_DOCKER = 10.0
"""Seconds after which ``docker stop`` kills."""
AT_ONCE = 5.0
"""Seconds: a busy machine's, and far from the 65 that the first signal allows."""
ALL_MODES = {"PLONG_MODE": "hwxpul", "PLONG_UDP_PORT": "0", "PLONG_LIBP2P_PORT": "0"}
HUNG_STORE = (sys.executable, "-m", "tests.support.hung_store")


async def test_it_ends_in_ten_seconds_whatever_everybody_does(tmp_path: Path) -> None:
    settings = {**ALL_MODES, "PLONG_BUFFER_BYTES": "65536"}
    async with (
        running_plong("--port", "0", directory=tmp_path, **settings) as plong,
        AsyncExitStack() as stack,
    ):
        for linger in LINGERERS:
            await stack.enter_async_context(linger(plong))
        told_at = time.monotonic()
        ended = await plong.stop()
        assert time.monotonic() - told_at < AS_DOCKER
        assert (ended.code, ended.stderr) == (0, "")


async def test_who_hangs_for_good_is_named_and_ended(tmp_path: Path) -> None:
    settings = {"PLONG_RESTART_TIMEOUT": "0.1", "PLONG_STORE": "sqlite:plong.db"}
    async with running_plong(
        "--port", "0", directory=tmp_path, command=HUNG_STORE, **settings
    ) as plong:
        (tmp_path / "hang").touch()
        asking = asyncio.create_task(plong.get("/ohai"))
        await is_hanging(tmp_path)
        ended = await plong.stop()
        with pytest.raises(ConnectionError):
            await asking
        assert ended.code == 70
        assert " error server: Not ended 5.1 s after the signal" in ended.stderr
        assert "plong-store_0 in plong.store.commits.Committer._commit" in ended.stderr
        assert ended.stderr.count("\n") == 1


async def is_hanging(directory: Path) -> None:
    while not (directory / "hanging").exists():  # noqa: ASYNC110 - another process says so
        await asyncio.sleep(0.01)


async def test_a_second_signal_ends_even_a_store_that_hangs(tmp_path: Path) -> None:
    settings = {"PLONG_RESTART_TIMEOUT": "60", "PLONG_STORE": "sqlite:plong.db"}
    async with (
        running_plong("--port", "0", directory=tmp_path, command=HUNG_STORE, **settings) as plong,
        idle(plong) as client,
    ):
        (tmp_path / "hang").touch()
        asking = asyncio.create_task(plong.get("/ohai"))
        await is_hanging(tmp_path)
        plong.process.send_signal(signal.SIGTERM)
        assert await client.read_close() == 1012
        told_at = time.monotonic()
        assert await plong.stop() == Ended(-signal.SIGTERM, "", "")
        assert time.monotonic() - told_at < AT_ONCE
        with pytest.raises(ConnectionError):
            await asking


async def test_nobody_new_is_let_in_while_the_others_leave(tmp_path: Path) -> None:
    async with (
        running_plong("--port", "0", directory=tmp_path, **ALL_MODES) as plong,
        idle(plong) as client,
    ):
        libp2p_port = await port_of_libp2p(plong)
        plong.process.send_signal(signal.SIGTERM)
        assert await client.read_close() == 1012  # which it does not answer
        for port in (plong.port, libp2p_port):
            with pytest.raises(ConnectionRefusedError):
                async with raw_client(port):
                    raise AssertionError("It still listens.")


async def test_who_reads_again_is_sent_what_waited_before_the_close(tmp_path: Path) -> None:
    async with (
        running_plong("--port", "0", directory=tmp_path, PLONG_BUFFER_BYTES="65536") as plong,
        not_reading(plong) as client,
        idle(plong) as other,
    ):
        plong.process.send_signal(signal.SIGTERM)
        assert await other.read_close() == 1012
        kinds = []
        while (received := await client.read_frame()).opcode != CLOSE:
            kinds.append((received.opcode, len(received.payload)))
        assert kinds[1:] == [(TEXT, 1 << 16)] * len(kinds[1:])  # first comes the answer to chlink
        assert len(kinds) > 2


async def test_all_goes_on_for_the_drain_delay(tmp_path: Path) -> None:
    async with (
        running_plong("--port", "0", directory=tmp_path, PLONG_DRAIN_DELAY="60") as plong,
        idle(plong) as client,
    ):
        plong.process.send_signal(signal.SIGTERM)
        await is_draining(plong)
        me = await plong.get("/ohai")
        async with raw_websocket(plong.port, f"/ws/{me['PrivateId']}") as late:
            await late.send(frame(0x9, b"still there?"))
            assert (await late.read_frame()).opcode == PONG
        await client.send(frame(0x9, b"still there?"))
        assert (await client.read_frame()).opcode == PONG
        assert (await plong.stop()).code == -signal.SIGTERM


async def is_draining(plong: Running) -> None:
    """Wait until answers end their connections."""
    request = b"GET /wuu2 HTTP/1.1\r\nHost: plong.example\r\n\r\n"
    async with raw_client(plong.port) as client:
        headers: dict[str, str] = {}
        while "connection" not in headers:
            await client.send(request)
            headers = dict((await client.read_answer()).headers)
        assert headers["connection"] == "close"
        assert await client.read_to_the_end() == b""
