"""The environment: how it sets keys, what in it is no setting, and what is wrong."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.config import KEYS, Config, ConfigError
from plong.settings import load, read_sockets


@pytest.fixture(autouse=True)
def _in_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty directory."""
    monkeypatch.chdir(tmp_path)


SET: list[tuple[Mapping[str, str], Config]] = [
    ({"PLONG_MODE": "hw"}, Config(mode="hw")),
    ({"PLONG_PORT": "8080"}, Config(port=8080)),
    ({"PLONG_HOST": "127.0.0.1"}, Config(host="127.0.0.1")),
    ({"PLONG_STORE": "memory:"}, Config(store="memory:")),
    ({"PLONG_SLOW_TIMEOUT": "0.5"}, Config(slow_timeout=0.5)),
    ({"PLONG_ALLOWED_ORIGINS": '["https://a"]'}, Config(allowed_origins=("https://a",))),
    ({"PLONG_OWNER_TOKEN": "12345"}, Config(owner_token="12345")),
    ({"PLONG_PING_ALLOW": '["::1"]'}, Config(ping_allow=("::1",))),
    ({"PLONG_MAX_PEERS": " 5 "}, Config(max_peers=5)),
    ({"PORT": "8080"}, Config(port=8080)),
    ({"PORT": "8080", "PLONG_PORT": "9090"}, Config(port=8080)),
    ({"PORT": ""}, Config()),
    ({"PORT": "", "PLONG_PORT": "9090"}, Config(port=9090)),
    ({"PLONG_SERVER": "http://localhost:1501", "PLONG_TOKEN": "secret"}, Config()),
    ({"HOST": "::", "MODE": "h", "plong_mode": "h", "XPLONG_MODE": "h"}, Config()),
]


@pytest.mark.parametrize(("environ", "config"), SET)
def test_the_environment_sets_keys(environ: Mapping[str, str], config: Config) -> None:
    assert load(None, environ) == config


@pytest.mark.parametrize("name", sorted(KEYS))
def test_every_key_can_be_set(name: str) -> None:
    default = KEYS[name].default
    text = default if isinstance(default, str) else json.dumps(default)
    assert load(None, {f"PLONG_{name.upper()}": text}) == Config()
    Path("config.json").write_text(json.dumps({name: default}))
    assert load(None, {}) == Config()


KUBERNETES = {
    "PLONG_PORT": "tcp://10.0.0.1:1501",
    "PLONG_SERVICE_HOST": "10.0.0.1",
    "PLONG_SERVICE_PORT": "1501",
    "PLONG_SERVICE_PORT_HTTP": "1501",
    "PLONG_PORT_1501_TCP": "tcp://10.0.0.1:1501",
    "PLONG_PORT_1501_TCP_PROTO": "tcp",
    "PLONG_PORT_1501_TCP_PORT": "1501",
    "PLONG_PORT_1501_TCP_ADDR": "10.0.0.1",
    "PLONG_RELAY_PORT": "udp://10.0.0.2:1501",
    "PLONG_RELAY_SERVICE_HOST": "10.0.0.2",
    "PLONG_RELAY_SERVICE_PORT": "1501",
    "PLONG_RELAY_PORT_1501_UDP_ADDR": "10.0.0.2",
}


@pytest.mark.parametrize("name", KUBERNETES)
def test_what_kubernetes_sets_for_a_service_of_this_name_is_no_setting(name: str) -> None:
    assert load(None, {name: KUBERNETES[name]}) == Config()


def test_beside_what_kubernetes_sets_settings_are_read() -> None:
    environ = {**KUBERNETES, "PLONG_MODE": "h", "PORT": "8080"}
    assert load(None, environ) == Config(mode="h", port=8080)


PORT = "it must be a whole number from 0 to 65535."
WRONGLY_SET: list[tuple[Mapping[str, str], str]] = [
    ({"PORT": "http"}, f'port is "http"; {PORT}'),
    ({"PORT": "8080x"}, f'port is "8080x"; {PORT}'),
    ({"PORT": "tcp://10.0.0.1:1501"}, f'port is "tcp://10.0.0.1:1501"; {PORT}'),
    ({"PORT": "65536"}, f"port is 65536; {PORT}"),
    ({"PLONG_PORT": ""}, f'port is ""; {PORT}'),
    ({"PLONG_PORT": "1e3"}, f"port is 1000.0; {PORT}"),
    ({"PLONG_PORT": "NaN"}, f"port is NaN; {PORT}"),
    ({"PLONG_PORT": "[" * 100_000}, f'port is "{"[" * 100_000}"; {PORT}'),
    (
        {"PLONG_MODE": '"hwx"'},
        'mode is "\\"hwx\\""; it must be one or more letters out of "hwxpul", each once.',
    ),
    (
        {"PLONG_ALLOWED_ORIGINS": "https://a"},
        (
            'allowed_origins is "https://a"; '
            'it must be a list of origins such as ["https://example.org"], or ["*"].'
        ),
    ),
    (
        {"PLONG_PROT": "1"},
        f"'prot' is not a key. Did you mean port? The keys are {', '.join(KEYS)}.",
    ),
    ({"PLONG_": "1"}, f"'' is not a key. The keys are {', '.join(KEYS)}."),
]


@pytest.mark.parametrize(
    ("environ", "sentence"), WRONGLY_SET, ids=[str(row[0])[:30] for row in WRONGLY_SET]
)
def test_a_wrong_environment_is_refused(environ: Mapping[str, str], sentence: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load(None, environ)
    assert str(refused.value) == sentence


@given(st.dictionaries(st.sampled_from([f"PLONG_{key.upper()}" for key in KEYS]), st.text()))
def test_any_environment_makes_a_configuration_or_one_sentence(environ: dict[str, str]) -> None:
    try:
        load(None, environ)
    except ConfigError as error:
        sentence = str(error)
        assert sentence.endswith(".")
        assert sentence.isprintable()


@pytest.mark.parametrize(
    ("environ", "numbers"),
    [
        ({"LISTEN_FDS": "2", "LISTEN_PID": "77"}, [3, 4]),
        ({"LISTEN_FDS": "2", "LISTEN_PID": "78"}, []),
        ({"LISTEN_FDS": "2"}, []),
        ({"LISTEN_PID": "77"}, []),
        ({"LISTEN_FDS": "two", "LISTEN_PID": "77"}, []),
        ({"LISTEN_FDS": "²", "LISTEN_PID": "77"}, []),
    ],
)
def test_sockets_are_taken_that_are_meant_for_this_process(
    environ: dict[str, str], numbers: list[int]
) -> None:
    assert list(read_sockets(environ, 77)) == numbers
