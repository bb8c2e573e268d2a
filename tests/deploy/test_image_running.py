"""The container image as it is run: read-only, without capabilities, as its own user."""

import asyncio
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from plong.client import connect
from tests.deploy.conftest import Run
from tests.support.command_line import run_plong
from tests.support.image import Image

pytestmark = pytest.mark.image

ALL_MODES = "hwxpul"
SYSTEM_CHOOSES = {"PLONG_UDP_PORT": "0", "PLONG_LIBP2P_PORT": "0"}


def modes_in(folder: Path) -> Mapping[str, str]:
    return {path.name: oct(path.stat().st_mode & 0o777) for path in folder.iterdir()}


async def test_two_clients_meet_in_it_and_it_keeps_the_protocol(run: Run, tmp_path: Path) -> None:
    async with run(PLONG_MODE="hwxp") as container:
        port, _ = await container.wait_listening()
        url = f"http://127.0.0.1:{port}"
        async with connect(url) as bob, connect(url) as alice:
            await bob.claim("blue tiger sky")
            await (await alice.find("blue tiger sky")).send("Hi")
            assert (await anext(aiter(bob))).text == "Hi"
        checked = await run_plong("check", url, directory=tmp_path)
        assert checked.code == 0, checked.stdout


async def test_its_data_and_nothing_else_lasts(run: Run, data: Path) -> None:
    async with run() as container:
        port, _ = await container.wait_listening()
        async with connect(f"http://127.0.0.1:{port}") as bob:
            await bob.claim("blue tiger sky")
            ended, _ = await container.stop("TERM")
    assert (ended.code, ended.stderr) == (0, "")
    assert modes_in(data) == {"plong.db": "0o600"}
    async with run() as container:
        port, _ = await container.wait_listening()
        async with connect(f"http://127.0.0.1:{port}") as alice:
            assert (await alice.find("blue tiger sky")).id == bob.public_id


async def test_it_can_write_its_data_and_nothing_else(run: Run) -> None:
    look = "import os; print([at for at, _, _ in os.walk('/') if os.access(at, os.W_OK)])"
    async with run() as container:
        await container.wait_listening()
        found = await container.run("python", "-c", look)
    writable = json.loads(found.stdout.replace("'", '"'))
    assert [folder for folder in writable if not folder.startswith("/proc/")] == ["/data"]


async def test_it_has_no_capability_and_can_gain_none(run: Run) -> None:
    async with run() as container:
        await container.wait_listening()
        said = await container.run("cat", "/proc/1/status")
    status = dict(line.split(":\t", 1) for line in said.stdout.splitlines())
    assert status["Name"] == "plong"
    assert status["Uid"].split() == ["10001"] * 4
    assert status["NoNewPrivs"] == "1"
    assert {status[f"Cap{kind}"] for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")} == {"0" * 16}


async def test_another_user_may_run_it_who_can_write_its_data(run: Run, data: Path) -> None:
    os.chown(data, 4711, 4712)
    async with run(ids=(4711, 4712)) as container:
        await container.wait_listening()
        ended, _ = await container.stop("TERM")
    assert ended.code == 0
    assert ((data / "plong.db").stat().st_uid, (data / "plong.db").stat().st_gid) == (4711, 4712)


async def test_who_cannot_write_its_data_is_told(run: Run, data: Path) -> None:
    os.chown(data, 0, 0)
    async with run() as container:
        ended = await container.wait_ended()
    assert ended.code == 1
    assert ended.stderr.startswith("plong: /data/plong.db cannot be opened (")


async def test_its_health_check_knows_whether_it_serves(run: Run, image: Image) -> None:
    async with run(own_network=True) as container:
        assert (await container.wait_listening())[0] == 1501
        assert (await container.run(*image.health_check)).code == 0


async def test_its_health_check_goes_where_the_server_listens(run: Run, image: Image) -> None:
    async with run(own_network=True, PORT="8080", PLONG_HOST="127.0.0.2") as container:
        assert (await container.wait_listening())[0] == 8080
        assert (await container.run(*image.health_check)).code == 0


async def test_its_health_check_fails_where_nobody_listens(run: Run, image: Image) -> None:
    async with run(own_network=True, command=["sleep", "60"]) as container:
        # runc takes a moment until a second command can be run in it.
        while (await container.run("true")).code:
            assert container.process.returncode is None
        assert (await container.run(*image.health_check)).code == 1


async def test_it_ends_in_ten_seconds_whatever_its_clients_do(run: Run, image: Image) -> None:
    async with run() as container:
        port, _ = await container.wait_listening()
        _, silent = await asyncio.open_connection("127.0.0.1", port)
        silent.write(b"GET /ws/")
        await silent.drain()
        ended, seconds = await container.stop(image.stop_signal)
        silent.close()
    assert ended.code == 0
    assert seconds < 10


async def test_a_second_signal_ends_process_1_at_once(run: Run) -> None:
    async with run() as container:
        port, _ = await container.wait_listening()
        async with connect(f"http://127.0.0.1:{port}"):
            await container.run("python", "-c", "import os; os.kill(1, 15); os.kill(1, 15)")
            ended = await container.wait_ended()
    assert ended.code in (0, 128 + 15)  # 0: it was faster


async def test_all_modes_are_in_it_and_none_compiles_anything(run: Run) -> None:
    environ = {"PLONG_MODE": ALL_MODES, "PYTHONVERBOSE": "1", **SYSTEM_CHOOSES}
    async with run(**environ) as container:
        await container.wait_listening()
        ended, _ = await container.stop("TERM")
    assert "LCDP listens on UDP port" in ended.stdout
    assert "libp2p: /ip4/127.0.0.1/tcp/" in ended.stdout
    assert re.findall(r"# code object from (\S+\.py)$", ended.stderr, re.MULTILINE) == []
