"""The command: how it starts, and that it ends well."""

import io
import json
import os
import re
import runpy
import signal
import sys
import threading
from pathlib import Path

import pytest

from plong import __version__
from tests.support.command_line import (
    PLONG,
    PYTHON_M_PLONG,
    Ended,
    run_main,
    run_plong,
    running_plong,
    taken_port,
)

STARTED = f"Plong server v{__version__} started (mode: hwx).\n"
LISTENING = re.compile(r"Listening on port \d+\.\.\.\n")


@pytest.mark.parametrize(
    ("command", "arguments"),
    [(PLONG, []), (PLONG, ["serve"]), (PYTHON_M_PLONG, []), (PYTHON_M_PLONG, ["serve"])],
)
async def test_it_starts_with_two_lines_serves_and_ends(
    tmp_path: Path, command: tuple[str, ...], arguments: list[str]
) -> None:
    async with running_plong(
        *arguments, "--port", "0", directory=tmp_path, command=command
    ) as plong:
        assert plong.words[0] == STARTED
        assert LISTENING.fullmatch(plong.words[1])
        assert (await plong.get("/wuu2"))["Version"] == __version__
        assert await plong.stop() == Ended(0, "", "")


async def test_with_ping_it_says_where_addresses_are(tmp_path: Path) -> None:
    settings = {"PLONG_MODE": "hp", "PLONG_HOST": "127.0.0.1"}
    async with running_plong("--port", "0", directory=tmp_path, **settings) as plong:
        line = f"PING addresses begin with http://localhost:{plong.port} (public_url).\n"
        assert await plong.stop() == Ended(0, line, "")


async def test_with_lcdp_it_says_which_port_it_was_given(tmp_path: Path) -> None:
    settings = {"PLONG_MODE": "u", "PLONG_UDP_PORT": "0"}
    async with running_plong("--port", "0", directory=tmp_path, **settings) as plong:
        ended = await plong.stop()
    [port] = re.findall(r"^LCDP listens on UDP port (\d+)\.\n$", ended.stdout)
    assert 1024 <= int(port) <= 65535


async def test_with_libp2p_it_says_where_its_peer_is(tmp_path: Path) -> None:
    settings = {"PLONG_MODE": "hl", "PLONG_LIBP2P_PORT": "0"}
    async with running_plong("--port", "0", directory=tmp_path, **settings) as plong:
        ended = await plong.stop()
    here = r"libp2p: /ip4/127\.0\.0\.1/tcp"
    lines = rf"{here}/(\d+)/p2p/(12D3Koo\w+)\n{here}/{plong.port}/ws/p2p/(12D3Koo\w+)\n"
    found = re.fullmatch(lines, ended.stdout)
    assert found, ended.stdout
    assert found[2] == found[3]


async def test_the_file_in_the_working_directory_is_read(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"mode": "hw", "port": 0}')
    async with running_plong(directory=tmp_path) as plong:
        assert plong.words[0] == f"Plong server v{__version__} started (mode: hw).\n"
        assert (await plong.get("/"))["Mode"] == "hw"


async def test_another_file_is_read_instead(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("this is no JSON")
    (tmp_path / "other.json").write_text('{"mode": "w", "port": 0}')
    async with running_plong("--config", "other.json", directory=tmp_path) as plong:
        assert (await plong.get("/"))["Mode"] == "w"


async def test_port_goes_before_the_file_and_the_option_before_all(tmp_path: Path) -> None:
    with taken_port() as taken:
        (tmp_path / "config.json").write_text(json.dumps({"port": taken}))
        async with running_plong(directory=tmp_path, PORT="0") as plong:
            assert plong.words[0] == STARTED
        async with running_plong("--port", "0", directory=tmp_path, PORT=str(taken)) as plong:
            assert plong.words[0] == STARTED


async def test_it_starts_where_kubernetes_has_a_service_of_its_name(tmp_path: Path) -> None:
    service = {
        "PLONG_PORT": "tcp://10.0.0.1:1501",
        "PLONG_PORT_1501_TCP_PROTO": "tcp",
        "PLONG_SERVICE_HOST": "10.0.0.1",
        "PLONG_SERVICE_PORT": "1501",
        "PLONG_WEB_PORT": "tcp://10.0.0.2:80",
    }
    async with running_plong("--port", "0", directory=tmp_path, **service) as plong:
        assert plong.words[0] == STARTED


async def test_the_store_is_a_file_in_the_working_directory(tmp_path: Path) -> None:
    store = {"PLONG_STORE": "sqlite:plong.db"}
    async with running_plong("--port", "0", directory=tmp_path, **store) as plong:
        await plong.get("/ohai")
        assert (await plong.stop()).code == 0
    async with running_plong("--port", "0", directory=tmp_path, **store) as plong:
        assert "'Peers': 1" in str(await plong.get("/"))


async def test_it_tells_its_version(tmp_path: Path) -> None:
    ended = await run_plong("--version", directory=tmp_path)
    assert ended == Ended(0, f"plong {__version__}\n", "")


# The same in this process


def stop_when_started(words: int) -> None:
    """Send this process SIGTERM when it said the two lines of the start; the first is handled."""
    with os.fdopen(words) as lines:
        started = [lines.readline() for _ in range(2)]
    if all(started):
        os.kill(os.getpid(), signal.SIGTERM)


def test_main_serves_until_it_is_told_to_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    read_end, write_end = os.pipe()
    with os.fdopen(write_end, "w") as stdout:
        monkeypatch.setattr(sys, "stdout", stdout)
        watch = threading.Thread(target=stop_when_started, args=(read_end,))
        watch.start()
        code = run_main("--port", "0", PLONG_HOST="127.0.0.1", PLONG_STORE="memory:")
    watch.join()
    assert code == 0


class _Full(io.StringIO):
    """A place where nothing can be written; who tries is told to end."""

    def write(self, text: str) -> int:
        os.kill(os.getpid(), signal.SIGTERM)
        raise OSError(28, text)


def test_it_serves_where_its_words_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdout", _Full())
    assert run_main("--port", "0", PLONG_HOST="127.0.0.1", PLONG_STORE="memory:") == 0


def test_the_package_runs_as_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["plong", "--version"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("plong", run_name="__main__")
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"plong {__version__}\n"
