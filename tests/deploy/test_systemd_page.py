"""The page about systemd: its unit is right, and as shut in as the page says."""

import ctypes
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from plong.client import connect
from tests.support.command_line import PLONG, running_plong
from tests.support.pages import PROJECT, fence
from tests.support.unit import service

PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN = 65, 1
"""What ``MemoryDenyWriteExecute=`` does, by linux/prctl.h."""
REFUSE_AND_RUN = "import sys, tests.deploy.test_systemd_page as page; page.run(*sys.argv[1:])"


def run(*command: str) -> None:
    """Run a command that gets no memory which it could both write and execute."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "this kernel cannot refuse such memory")
    os.execvp(command[0], command)


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The page's unit, with the program where it is here."""
    path = tmp_path / "plong.service"
    program = shlex.split(service()["ExecStart"])[0]
    path.write_text(fence("systemd", "ini").replace(program, PLONG[0]), "utf-8")
    return path


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", "--no-pager", *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.systemd
def test_systemd_has_nothing_to_say_against_the_unit(unit: Path) -> None:
    verified = analyze("verify", str(unit))
    assert (verified.returncode, verified.stdout, verified.stderr) == (0, "", "")


@pytest.mark.systemd
def test_it_is_as_shut_in_as_the_page_says(unit: Path) -> None:
    page = (PROJECT / "docs" / "deploy" / "systemd.md").read_text("utf-8")
    [said] = re.findall(r'"OK", ([0-9.]+) of 10', page)
    rated = analyze("security", "--offline=yes", f"--threshold={float(said) * 10:.0f}", str(unit))
    assert rated.returncode == 0, rated.stdout
    assert f"{said} OK" in rated.stdout


def test_its_program_is_where_the_page_installs_it() -> None:
    program = shlex.split(service()["ExecStart"])[0]
    installing = fence("systemd", "sh")
    assert f"python3 -m venv {program.removesuffix('/bin/plong')} " in installing


async def test_its_command_line_serves_and_keeps_its_store_in_its_folder(tmp_path: Path) -> None:
    _, *arguments = shlex.split(service()["ExecStart"])
    name, _, value = service()["Environment"].partition("=")
    state = tmp_path / service()["StateDirectory"]
    state.mkdir()
    config = {"/etc/plong/config.json": str(PROJECT / "config.json")}
    async with running_plong(
        *(config.get(argument, argument) for argument in arguments),
        *("--port", "0"),
        directory=state,
        **{name: value.replace("%S", str(tmp_path))},
    ) as server:
        async with connect(f"http://127.0.0.1:{server.port}") as me:
            await me.claim("blue tiger sky")
        assert (await server.stop()).code == 0
    assert [path.name for path in state.iterdir()] == ["plong.db"]


async def test_all_modes_do_without_memory_that_is_written_and_executed(tmp_path: Path) -> None:
    async with running_plong(
        directory=tmp_path,
        command=[sys.executable, "-c", REFUSE_AND_RUN, *PLONG, "--port", "0"],
        PYTHONPATH=str(PROJECT),
        PLONG_MODE="hwxpul",
        PLONG_UDP_PORT="0",
        PLONG_LIBP2P_PORT="0",
    ) as server:
        async with connect(f"http://127.0.0.1:{server.port}") as me:
            await me.claim("blue tiger sky")  # a passphrase is hashed in C
        assert (await server.stop()).code == 0
