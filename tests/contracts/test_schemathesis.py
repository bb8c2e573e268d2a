"""Schemathesis, which knows nothing of Plong, asks running servers what their OpenAPI promises.

Every status, media type, body and method that it meets must be one of the document's. With
``PLONG_CONTRACT_EXAMPLES=100`` it asks longer; see .ci/run.
"""

import asyncio
import os
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.support.skins import SKINS

HERE: Final = Path(__file__).parent
EXAMPLES: Final = os.environ.get("PLONG_CONTRACT_EXAMPLES")
SHORT: Final = ("--max-examples", "1", "--exclude-path-regex", r"^/at/|\.(css|js|svg|ts|txt)$")
"""A peer's address has what the server's own has, and one file is served like another."""
OWNER: Final = "secret"
GENEROUS: Final = {
    "passphrase_tries": 1_000_000,
    "pings_per_minute": 1_000_000,
    "ping_hold": 0.01,
    "owner_token": OWNER,
    "bridge_allow": [],
}


async def ask_all(url: str, folder: Path) -> tuple[int, str]:
    """Return the exit code of schemathesis, which keeps notes in a folder, and what it said."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli"),
        *("--config-file", str(HERE / "schemathesis.toml"), "run", f"{url}openapi.json"),
        *(("--max-examples", EXAMPLES) if EXAMPLES else SHORT),
        *("--generation-database", "none", "--warnings", "off"),
        *("-H", f"Authorization: Bearer {OWNER}", "--request-timeout", "20"),
        cwd=folder,
        env={**os.environ, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HERE)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode(errors="replace")


@pytest.mark.parametrize(
    ("mode", "skin"),
    # Who is held is not answered at all by the fast skin, for which OpenAPI has no word.
    [("h", "picows"), ("hwx", "picows"), ("hwxpul", "portable")],
)
async def test_a_server_keeps_its_contract(mode: str, skin: str, tmp_path: Path) -> None:
    async with SKINS[skin](mode=mode, **GENEROUS) as server:
        code, said = await ask_all(server.url, tmp_path)
        assert code == 0, said
        assert (await server.http.get("/")).json()["Mode"] == mode
