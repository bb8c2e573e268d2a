"""The second port, where web pages look for their bridge."""

import json
import socket
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.support.command_line import PYTHON_M_PLONG, run_plong, running_plong, taken_port


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def settings(port: int, mode: str = "hwxu") -> dict[str, str]:
    return {
        "PLONG_MODE": mode,
        "PLONG_UDP_HOST": "127.0.0.1",
        "PLONG_UDP_PORT": "0",
        "PLONG_BRIDGE_PORT": str(port),
    }


async def test_the_same_server_is_there_and_its_pages_are_own_at_either_port(
    tmp_path: Path,
) -> None:
    port = free_port()
    start = running_plong(
        *("--port", "0"), directory=tmp_path, command=PYTHON_M_PLONG, **settings(port)
    )
    async with start as plong:
        for place in (plong.port, port):
            for page in (plong.port, port):
                origin = f"http://localhost:{page}"
                async with connect(f"ws://127.0.0.1:{place}/wt", origin=origin) as connection:  # type: ignore[arg-type]  # a NewType of str
                    assert "YourEd25519" in json.loads(await connection.recv())[0]
        with pytest.raises(InvalidStatus):
            await connect(f"ws://127.0.0.1:{port}/wt", origin="http://localhost:1")  # type: ignore[arg-type]  # likewise
        ended = await plong.stop()
    assert (ended.code, ended.stderr) == (0, "")
    assert f"Pages find their bridge on port {port}.\n" in ended.stdout


async def test_a_port_that_is_taken_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    with taken_port() as port:
        ended = await run_plong(
            "--port", "0", directory=tmp_path, command=PYTHON_M_PLONG, **settings(port)
        )
    sentence = (
        f"Cannot listen on 127.0.0.1, bridge_port {port} (Address already in use); "
        "set another bridge_port, or 0 for none."
    )
    assert (ended.code, ended.stdout) == (1, "")
    assert sentence in ended.stderr


async def test_without_lcdp_there_is_no_second_port(tmp_path: Path) -> None:
    with taken_port() as port:
        start = running_plong(
            *("--port", "0"), directory=tmp_path, command=PYTHON_M_PLONG, **settings(port, "hwx")
        )
        async with start as plong:
            await plong.stop()
