"""The command at SIGHUP: it reads its settings again, or ends with its terminal."""

import asyncio
import json
import os
import pty
import signal
import sys
from pathlib import Path

from tests.support.command_line import Running, running_plong


async def next_error(plong: Running) -> str:
    assert plong.process.stderr is not None
    async with asyncio.timeout(10):
        return (await plong.process.stderr.readline()).decode()


async def timeout_of_identities(plong: Running) -> object:
    return (await plong.get("/wuu2"))["IdentityTimeout"]


async def test_a_changed_file_holds_without_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    file.write_text(json.dumps({"identity_timeout": 60, "mode": "hwx"}))
    async with running_plong("--port", "0", directory=tmp_path) as plong:
        file.write_text(json.dumps({"identity_timeout": 90, "mode": "hw"}))
        plong.process.send_signal(signal.SIGHUP)
        assert "These need a restart to change: mode." in await next_error(plong)
        assert await timeout_of_identities(plong) == 90
        file.write_text("{")
        plong.process.send_signal(signal.SIGHUP)
        assert "Not reloaded, all stays as it was: config.json" in await next_error(plong)
        assert await timeout_of_identities(plong) == 90
        assert (await plong.stop()).code == 0


async def test_a_file_that_is_gone_is_not_taken_for_the_defaults(tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    file.write_text(json.dumps({"identity_timeout": 60}))
    async with running_plong("--port", "0", directory=tmp_path) as plong:
        file.unlink()
        plong.process.send_signal(signal.SIGHUP)
        gone = "Not reloaded, all stays as it was: config.json cannot be read: No such file"
        assert gone in await next_error(plong)
        assert await timeout_of_identities(plong) == 60
        assert (await plong.stop()).code == 0


async def test_it_ends_with_its_terminal(tmp_path: Path) -> None:
    environ = {**os.environ, "PLONG_HOST": "127.0.0.1", "PLONG_STORE": "memory:"}
    master, terminal = pty.openpty()
    command = (sys.executable, "-m", "plong", "--port", "0")
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=tmp_path,
        env=environ,
        stdin=terminal,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    os.close(terminal)
    assert process.stdout is not None
    for _ in range(2):
        await process.stdout.readline()
    os.close(master)
    process.send_signal(signal.SIGHUP)  # as the system does where the terminal is its own
    async with asyncio.timeout(10):
        assert await process.wait() == 0
