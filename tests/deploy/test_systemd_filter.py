"""The system calls that the unit of the page leaves to Plong: it needs no others."""

from pathlib import Path

import pytest

from plong.client import connect
from tests.deploy.conftest import Run
from tests.support.command_line import run_plong
from tests.support.unit import allowed_system_calls

pytestmark = pytest.mark.image  # it is where a filter can be set


async def test_all_modes_do_with_the_system_calls_that_the_unit_allows(
    run: Run, tmp_path: Path
) -> None:
    environ = {"PLONG_MODE": "hwxpul", "PLONG_UDP_PORT": "0", "PLONG_LIBP2P_PORT": "0"}
    async with run(system_calls=allowed_system_calls(), **environ) as container:
        port, _ = await container.wait_listening()
        url = f"http://127.0.0.1:{port}"
        async with connect(url) as me:
            await me.claim("blue tiger sky")
        checked = await run_plong("check", url, directory=tmp_path)
        ended, _ = await container.stop("TERM")
    assert checked.code == 0, checked.stdout
    assert (ended.code, ended.stderr) == (0, "")


async def test_what_the_unit_does_not_allow_fails(run: Run) -> None:
    async with run(system_calls=allowed_system_calls()) as container:
        await container.wait_listening()
        refused = await container.run("python", "-c", "import os; os.setpriority(0, 0, 5)")
    assert "PermissionError" in refused.stderr
