"""The command at a socket that systemd listens on: nobody is refused while it restarts."""

import json
import shlex
from pathlib import Path

import pytest

from tests.support.command_line import PLONG, run_plong
from tests.support.handing import handed, listening
from tests.support.raw import raw_client, upgrade


async def test_who_comes_between_two_servers_waits_for_the_second(tmp_path: Path) -> None:
    with listening() as listener:
        port = listener.getsockname()[1]
        async with handed(tmp_path, listener) as first:
            assert first.port == port
            me = (await first.http.get("/ohai")).json()
            assert await first.stop() == ""
        async with raw_client(port) as early:
            await early.send(upgrade(f"/ws/{me['PrivateId']}"))
            async with handed(tmp_path, listener) as second:
                assert (await early.read_answer()).status == 101
                assert (await second.http.get("/")).json()["Status"]["Peers"] == 1


@pytest.mark.parametrize(("file", "why"), [("/dev/null", "no socket"), ("&2", "no listening TCP")])
async def test_what_is_no_listening_socket_stops_the_start(
    tmp_path: Path, file: str, why: str
) -> None:
    plong = shlex.join(PLONG)
    shell = ("sh", "-c", f"LISTEN_FDS=1 LISTEN_PID=$$ exec {plong} 3>{file}")
    ended = await run_plong(directory=tmp_path, command=shell)
    assert (ended.code, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"plong: LISTEN_FDS names file descriptor 3, which is {why}")


async def test_a_socket_for_another_process_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"host": "192.0.2.1"}))
    ended = await run_plong(
        directory=tmp_path, LISTEN_FDS="1", LISTEN_PID="1", PLONG_HOST="192.0.2.1"
    )
    assert "Cannot listen on host '192.0.2.1'" in ended.stderr
