"""Where settings come from, which goes before which, and the sentence for a wrong file."""

import json
from pathlib import Path

import pytest

from plong.config import KEYS, Config, ConfigError
from plong.settings import load


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(file: str, text: str | bytes) -> Path:
    path = Path(file)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# Files


def test_without_a_file_the_defaults_hold() -> None:
    assert load(None, {}) == Config()


def test_the_file_in_the_working_directory_is_read() -> None:
    write("config.json", '{"mode": "h", "port": 7, "allowed_origins": ["https://a.example"]}')
    origins = ("https://a.example",)
    assert load(None, {}) == Config(mode="h", port=7, allowed_origins=origins)


def test_another_file_is_read_instead() -> None:
    write("config.json", '{"mode": "h", "port": 7}')
    other = write("other.json", '{"port": 8}')
    assert load(other, {}) == Config(port=8)


def test_the_projects_own_file_says_what_it_did_in_2012() -> None:
    file = Path(__file__).parents[1] / "config.json"
    assert json.loads(file.read_text()) == {
        "mode": "hwx",
        "identity_timeout": 1800,
        "buffer_size": 256,
    }
    assert load(file, {}) == Config()


NOT_JSON = "config.json is not right JSON in UTF-8: "
BAD_FILES: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", NOT_JSON + "Expecting value: line 1 column 1 (char 0)."),
    "cut off": (
        '{"port": 1',
        NOT_JSON + "Expecting ',' delimiter: line 1 column 11 (char 10).",
    ),
    "a byte order mark": (
        b"\xef\xbb\xbf{}",
        NOT_JSON + "Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0).",
    ),
    "UTF-16": (
        "{}".encode("utf-16"),
        NOT_JSON + "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte.",
    ),
    "a key twice": ('{"port": 1, "port": 2}', NOT_JSON + "'port' is given twice."),
    "a list": ("[]", 'config.json must hold a JSON object such as {"mode": "hwx"}.'),
    "null": ("null", 'config.json must hold a JSON object such as {"mode": "hwx"}.'),
    "a wrong type": (
        '{"port": "1501"}',
        'port is "1501"; it must be a whole number from 0 to 65535.',
    ),
    "an impossible value": (
        '{"mode": "hwq"}',
        'mode is "hwq"; it must be one or more letters out of "hwxpul", each once.',
    ),
    "NaN": (
        '{"keepalive": NaN}',
        "keepalive is NaN; it must be a number from 0.05 to 1e+09.",
    ),
    "infinity": (
        '{"keepalive": 1e999}',
        "keepalive is Infinity; it must be a number from 0.05 to 1e+09.",
    ),
    "an unknown key": (
        '{"prot": 1}',
        f"'prot' is not a key. Did you mean port? The keys are {', '.join(KEYS)}.",
    ),
}


@pytest.mark.parametrize(("text", "sentence"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_wrong_file_is_refused(text: str | bytes, sentence: str) -> None:
    write("config.json", text)
    with pytest.raises(ConfigError) as refused:
        load(None, {})
    assert str(refused.value) == sentence


@pytest.mark.parametrize("text", ["[" * 100_000, '{"port": ' + "9" * 5000 + "}"])
def test_a_file_that_no_reader_can_take_is_refused(text: str) -> None:
    write("config.json", text)
    with pytest.raises(ConfigError, match=r"^config.json is not right JSON in UTF-8: .*\.$"):
        load(None, {})


def test_a_missing_file_is_refused() -> None:
    with pytest.raises(ConfigError) as refused:
        load(Path("missing.json"), {})
    assert str(refused.value) == "missing.json cannot be read: No such file or directory."


def test_a_directory_is_no_file() -> None:
    Path("config.json").mkdir()
    with pytest.raises(ConfigError) as refused:
        load(None, {})
    assert str(refused.value) == "config.json cannot be read: Is a directory."


# All of them


def test_the_option_goes_before_port_before_the_prefix_before_the_file() -> None:
    write("config.json", '{"port": 1}')
    environ = {"PLONG_PORT": "2"}
    assert load(None, {}).port == 1
    assert load(None, environ).port == 2
    assert load(None, {**environ, "PORT": "3"}).port == 3
    assert load(None, {**environ, "PORT": "3"}, "4").port == 4
    assert load(None, {**environ, "PORT": "3"}, "0").port == 0


@pytest.mark.parametrize(("port", "shown"), [("65536", "65536"), ("http", '"http"'), ("", '""')])
def test_the_option_must_be_a_port(port: str, shown: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load(None, {}, port)
    assert str(refused.value) == f"port is {shown}; it must be a whole number from 0 to 65535."
