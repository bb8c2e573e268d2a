"""The log of a real process, as an operator's machinery reads it."""

import asyncio
import json
import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import plong
from plong.config import make_config
from plong.logs import configure_logging
from plong.rules import PARTS
from tests.support.command_line import PYTHON_M_PLONG, running_plong
from tests.support.logs import unchanged_logging
from tests.support.process import server_process
from tests.support.server import ESC, Connecting, Me

SOURCE = Path(plong.__file__).parent
SECRET = "correct horse battery"


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """The root logger, which is afterwards as it was."""
    with unchanged_logging() as root:
        yield root


def level_of(part: str) -> str:
    return logging.getLevelName(logging.getLogger(f"plong.{part}").getEffectiveLevel())


def test_parts_have_levels_of_their_own_which_can_be_changed(root: logging.Logger) -> None:
    before = len(root.handlers)
    configure_logging(make_config({"log_levels": {"store": "debug", "post": "error"}}))
    assert (level_of("store"), level_of("post"), level_of("swarm")) == ("DEBUG", "ERROR", "INFO")
    configure_logging(make_config({"log_level": "warning"}))
    assert (level_of("store"), level_of("swarm")) == ("WARNING", "WARNING")
    assert len(root.handlers) == before + 1


def test_the_parts_that_can_be_named_are_those_that_log() -> None:
    source = "\n".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py"))
    assert {*re.findall(r"(?:getLogger\(|name\": )\"plong\.([a-z]+)\"", source)} == {*PARTS}


async def test_json_is_one_object_a_line_from_the_start_to_the_end(tmp_path: Path) -> None:
    settings = {"log_format": "json", "log_level": "debug", "passphrase_tries": 1}
    async with server_process(tmp_path, **settings) as server:
        answer = (await server.http.get("/ohai")).json()
        me = Me(answer["PrivateId"], answer["PublicId"], "")
        async with Connecting(f"ws://127.0.0.1:{server.port}/ws/{me.private_id}") as connection:
            await connection.send(ESC + "ping")
            await connection.recv()
        for _ in range(2):
            await server.http.post("/whois", json={"Passphrase": SECRET})
        said = await server.stop()
    lines = [json.loads(line) for line in said.splitlines()]
    assert all([*line][:4] == ["time", "level", "part", "event"] for line in lines)
    events = {line["event"]: line for line in lines}
    assert events["The server listens."]["port"] == server.port
    assert events["A connection was opened."]["client"] == events["A connection is over."]["client"]
    assert events["A connection is over."]["sent"] == 1
    refused = events["Some were refused."]
    assert (refused["way"], refused["reason"], refused["count"]) == ("http", "rate-limited", 1)
    assert lines[-1]["event"] == "The server has stopped."
    for secret in (me.private_id, SECRET, "127.0.0.1"):
        assert secret not in said


async def test_a_log_that_nobody_reads_stalls_nobody(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    while True:  # until the pipe is full
        try:
            os.write(writing, bytes(4096))
        except BlockingIOError:
            break
    os.set_blocking(writing, True)
    process = await asyncio.create_subprocess_exec(
        *PYTHON_M_PLONG,
        *("--port", "0"),
        cwd=tmp_path,
        env={**os.environ, "PLONG_HOST": "127.0.0.1", "PLONG_LOG_LEVEL": "debug"},
        stdout=asyncio.subprocess.PIPE,
        stderr=writing,
    )
    os.close(writing)
    assert process.stdout is not None
    async with asyncio.timeout(10):
        await process.stdout.readline()
        assert (await process.stdout.readline()).startswith(b"Listening on port ")
        process.terminate()
        assert await process.wait() == 0
    os.close(reading)


async def test_what_people_see_first_is_what_they_always_saw(tmp_path: Path) -> None:
    async with running_plong("--port", "0", directory=tmp_path, PLONG_LOG_LEVEL="info") as running:
        ended = await running.stop()
    assert running.words[0] == f"Plong server v{plong.__version__} started (mode: hwx).\n"
    assert "info server: The server listens. " in ended.stderr
    assert ended.stdout == ""
