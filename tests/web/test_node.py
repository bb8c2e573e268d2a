"""plong.js in Node: its own tests against a real server, and its types by the type checker."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from tests.support.command_line import PYTHON_M_PLONG, running_plong

pytestmark = pytest.mark.node

HERE: Final = Path(__file__).parent
BIN: Final = HERE / "node_modules/.bin"
ROOT: Final = HERE.parents[1]
PATIENCE: Final = 240
"""Seconds after which the tests of Node are given up."""


@pytest.fixture
async def server_url(tmp_path: Path) -> AsyncIterator[str]:
    """A server that lets one address ask as often as all tests together do."""
    start = running_plong(
        *("--port", "0"),
        directory=tmp_path,
        command=PYTHON_M_PLONG,
        PLONG_PASSPHRASE_TRIES="1000000",
        PLONG_PASSPHRASE_TRIES_TOTAL="1000000",
        PLONG_PEERS_PER_MINUTE="1000000",
        PLONG_PEERS_PER_ADDRESS="1000000",
        PLONG_CONNECTIONS_PER_ADDRESS="10000",
    )
    async with start as plong:
        yield f"http://127.0.0.1:{plong.port}"


def run(program: str, *arguments: str, **environ: str) -> None:
    """Run a program of npm; its output is shown if it fails."""
    assert (BIN / program).exists(), f"{program} is missing: npm install --prefix tests/web"
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PLONG_")}
    ended = subprocess.run(
        [BIN / program, *arguments],
        cwd=HERE,
        env={**kept, "PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize("name", sorted(path.name for path in HERE.glob("*.test.js")))
async def test_in_node(name: str, server_url: str) -> None:
    run("node", "--test", name, SERVER_URL=server_url, PYTHON=sys.executable)


def test_the_types_fit_a_program_that_uses_all_of_them() -> None:
    run("tsc", "--project", ".")
