"""The command: what stops the start, each with one sentence and an exit code."""

import json
import socket
from pathlib import Path

import pytest

from plong.config import KEYS
from tests.support.command_line import Ended, run_main, run_plong, running_plong, taken_port


@pytest.mark.parametrize("arguments", [["--prot", "1"], ["dance"], ["serve", "serve"], ["--port"]])
async def test_wrong_usage_shows_the_right_one(tmp_path: Path, arguments: list[str]) -> None:
    ended = await run_plong(*arguments, directory=tmp_path)
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr.startswith("usage: plong ")
    assert "Traceback" not in ended.stderr


async def test_an_option_that_is_not_there_is_no_command(tmp_path: Path) -> None:
    ended = await run_plong("--prot", "1502", directory=tmp_path)
    assert ended.stderr.endswith("plong: error: unrecognized arguments: --prot\n")


PORT = "it must be a whole number from 0 to 65535."
NO_KEY = f"is not a key. Did you mean port? The keys are {', '.join(KEYS)}."

WRONG_SETTINGS: dict[str, tuple[str, list[str], dict[str, str], str]] = {
    "an unknown key": ('{"prot": 1}', [], {}, f"'prot' {NO_KEY}"),
    "a wrong type": ('{"port": "x"}', [], {}, f'port is "x"; {PORT}'),
    "an impossible value": (
        '{"buffer_size": 0}',
        [],
        {},
        "buffer_size is 0; it must be a whole number from 1 to 2147483647.",
    ),
    "a file that is not JSON": (
        "{",
        [],
        {},
        (
            "config.json is not right JSON in UTF-8: "
            "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)."
        ),
    ),
    "a file without an object": (
        "[]",
        [],
        {},
        'config.json must hold a JSON object such as {"mode": "hwx"}.',
    ),
    "a missing file": (
        "{}",
        ["--config", "missing.json"],
        {},
        "missing.json cannot be read: No such file or directory.",
    ),
    "an unknown key in the environment": ("{}", [], {"PLONG_PROT": "1"}, f"'prot' {NO_KEY}"),
    "a wrong port in the environment": ("{}", [], {"PORT": "x"}, f'port is "x"; {PORT}'),
    "an impossible port": ("{}", ["--port", "65536"], {}, f"port is 65536; {PORT}"),
    "an option that is no number": ("{}", ["--port", "x"], {}, f'port is "x"; {PORT}'),
}


@pytest.mark.parametrize(
    ("file", "arguments", "environ", "sentence"), WRONG_SETTINGS.values(), ids=WRONG_SETTINGS
)
async def test_a_wrong_setting_stops_the_start_with_one_sentence(
    tmp_path: Path, file: str, arguments: list[str], environ: dict[str, str], sentence: str
) -> None:
    (tmp_path / "config.json").write_text(file)
    ended = await run_plong(*arguments, directory=tmp_path, **environ)
    assert ended == Ended(2, "", f"plong: {sentence}\n")


async def test_a_port_in_use_stops_the_start(tmp_path: Path) -> None:
    with taken_port() as port:
        ended = await run_plong("--port", str(port), directory=tmp_path)
    where = f"host '127.0.0.1', port {port}"
    sentence = f"Cannot listen on {where} (Address already in use); set another host or port."
    assert ended == Ended(1, "", f"plong: {sentence}\n")


async def test_an_udp_port_in_use_stops_the_start(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
        settings = {"PLONG_MODE": "u", "PLONG_UDP_PORT": str(port)}
        ended = await run_plong("--port", "0", directory=tmp_path, **settings)
    where = f"UDP at udp_host '127.0.0.1', udp_port {port}"
    why = "(Address already in use); set another udp_host or udp_port."
    assert ended == Ended(1, "", f"plong: Cannot listen on {where} {why}\n")


async def test_a_store_in_use_stops_the_start(tmp_path: Path) -> None:
    store = {"PLONG_STORE": "sqlite:plong.db"}
    async with running_plong("--port", "0", directory=tmp_path, **store):
        ended = await run_plong("--port", "0", directory=tmp_path, **store)
    sentence = "plong.db is in use by another server; stop that one or set store."
    assert ended == Ended(1, "", f"plong: {sentence}\n")


# The same in this process


@pytest.fixture
def _in_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty directory."""
    monkeypatch.chdir(tmp_path)


NO_HOST = 'it must be an address to listen on, such as "0.0.0.0" or "::".'
NOT_HERE = "(Cannot assign requested address); set another host or port."
NO_UDP = "(Cannot assign requested address); set another udp_host or udp_port."
NO_FILE = "check that its folder is there and writable."

IMPOSSIBLE: list[tuple[dict[str, object], int, str]] = [
    ({"host": " "}, 2, f'host is " "; {NO_HOST}'),
    ({"host": "192.0.2.1"}, 1, f"Cannot listen on host '192.0.2.1', port 0 {NOT_HERE}"),
    (
        {"mode": "u", "udp_host": "192.0.2.1", "udp_port": 7},
        1,
        f"Cannot listen on UDP at udp_host '192.0.2.1', udp_port 7 {NO_UDP}",
    ),
    ({"host": "a\0"}, 2, f'host is "a\\u0000"; {NO_HOST}'),
    (
        {"store": "sqlite:missing/plong.db"},
        1,
        f"missing/plong.db cannot be opened (unable to open database file); {NO_FILE}",
    ),
    ({"store": "sqlite:a\0"}, 1, f"a\0 cannot be opened (embedded null byte); {NO_FILE}"),
    (
        {"store": "sqlite:config.json"},
        1,
        "config.json is not a Plong store (file is not a database); set store to another file.",
    ),
]


@pytest.mark.parametrize(("values", "code", "sentence"), IMPOSSIBLE, ids=range(len(IMPOSSIBLE)))
@pytest.mark.usefixtures("_in_directory")
def test_main_says_why_it_cannot_start(
    capsys: pytest.CaptureFixture[str], values: dict[str, object], code: int, sentence: str
) -> None:
    file = {"host": "127.0.0.1", "port": 0, "store": "memory:", **values}
    Path("config.json").write_text(json.dumps(file))
    assert run_main() == code
    assert capsys.readouterr() == ("", f"plong: {sentence}\n")
