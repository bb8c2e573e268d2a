"""The system calls that the unit of the page leaves to Plong: it needs no others."""

from functools import partial
from pathlib import Path

import pytest

from plong.client import connect
from tests.deploy.conftest import Run
from tests.support.command_line import run_plong
from tests.support.unit import allowed_address_families, allowed_system_calls

pytestmark = pytest.mark.image  # it is where a filter can be set


@pytest.fixture
def run_in_unit(run: Run) -> Run:
    """Run the image behind the filters of the unit."""
    calls, families = allowed_system_calls(), allowed_address_families()
    return partial(run, system_calls=calls, address_families=families)


async def test_all_modes_do_with_the_system_calls_that_the_unit_allows(
    run_in_unit: Run, tmp_path: Path
) -> None:
    environ = {"PLONG_MODE": "hwxpul", "PLONG_UDP_PORT": "0", "PLONG_LIBP2P_PORT": "0"}
    async with run_in_unit(**environ) as container:
        port, _ = await container.wait_listening()
        url = f"http://127.0.0.1:{port}"
        async with connect(url) as me:
            await me.claim("blue tiger sky")
        checked = await run_plong("check", url, directory=tmp_path)
        ended, _ = await container.stop("TERM")
    assert checked.code == 0, checked.stdout
    assert (ended.code, ended.stderr) == (0, "")


@pytest.mark.parametrize("call", ["os.setpriority(0, 0, 5)", "socket.socket(socket.AF_UNIX)"])
async def test_what_the_unit_does_not_allow_fails(run_in_unit: Run, call: str) -> None:
    async with run_in_unit() as container:
        await container.wait_listening()
        refused = await container.run("python", "-c", f"import os, socket; {call}")
    assert "PermissionError" in refused.stderr
