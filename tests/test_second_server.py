"""Two servers do not share a file."""

import asyncio
from pathlib import Path

from tests.support.process import server_process, start

STORE = {"store": "sqlite:plong.db"}


async def test_a_second_server_on_the_same_file_is_refused(tmp_path: Path) -> None:
    async with server_process(tmp_path, **STORE) as server:
        second = await start(tmp_path, **STORE)
        output, errors = await asyncio.wait_for(second.communicate(), 10)
        assert (second.returncode, output) == (1, b"")
        reason = "plong.db is in use by another server; stop that one or set store."
        assert errors.decode() == f"plong: {reason}\n"
        assert (await server.http.get("/ohai")).status_code == 200
