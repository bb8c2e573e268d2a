"""Every key: its default, and what it takes."""

import ast
import dataclasses
import inspect
import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong import config
from plong.config import KEYS, Config, ConfigError, make_config
from tests.support.commands import json_values

DEFAULTS: dict[str, object] = {
    "mode": "hwx",
    "identity_timeout": 1800,
    "buffer_size": 256,
    "host": "0.0.0.0",
    "port": 1501,
    "public_url": "",
    "allowed_origins": ("*",),
    "trusted_proxies": (),
    "store": "sqlite:plong.db",
    "peer_timeout": 86400,
    "max_message": 1048576,
    "buffer_bytes": 1048576,
    "buffer_memory": 268435456,
    "slow_timeout": 30,
    "keepalive": 20,
    "request_timeout": 5,
    "close_timeout": 5,
    "max_peers": 100_000,
    "max_identities": 100_000,
    "max_connections": 0,
    "connections_per_address": 256,
    "connections_per_peer": 16,
    "owner_token": "",
    "ping_allow": (),
    "ping_max_age": 30 * 86400,
    "ping_kept_for": 86400,
    "ping_content": 65536,
    "ping_box_pings": 1000,
    "ping_box_bytes": 16 * 1024 * 1024,
    "ping_pings": 100_000,
    "ping_bytes": 1024 * 1024 * 1024,
    "ping_deliveries": 32,
    "ping_hold": 90,
    "ping_held": 256,
    "ping_held_per_address": 8,
    "pings_per_minute": 600,
    "ping_masks": 64,
    "ping_tokens": 64,
    "ping_blocks": 1000,
    "libp2p_host": "",
    "libp2p_port": 4001,
    "libp2p_announce": (),
    "libp2p_connections": 256,
    "libp2p_connections_per_address": 16,
    "libp2p_streams": 64,
    "libp2p_relay_reservations": 128,
    "libp2p_relay_circuits": 64,
    "libp2p_relay_data": 131_072,
    "libp2p_relay_duration": 120,
    "libp2p_dial_private": False,
}


def test_without_values_everything_has_its_documented_default() -> None:
    values = dataclasses.asdict(make_config({}))
    assert {name: values[name] for name in DEFAULTS} == DEFAULTS


def test_every_default_is_a_value_that_its_key_takes() -> None:
    assert make_config(dataclasses.asdict(Config())) == Config()


def test_every_key_has_a_docstring() -> None:
    tree = ast.parse(inspect.getsource(config))
    (body,) = (n.body for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "Config")
    docstrings = {
        field.target.id
        for field, after in itertools.pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
    }
    assert docstrings == set(KEYS)


TAKEN: list[tuple[str, object]] = [
    ("mode", "h"),
    ("mode", "xwh"),
    ("identity_timeout", 1),
    ("identity_timeout", 2**31 - 1),
    ("host", "::"),
    ("host", "localhost"),
    ("host", "fe80::1%eth0"),
    ("host", "bücher.example"),
    ("port", 0),
    ("port", 65535),
    ("public_url", "https://plong.example/relay"),
    ("allowed_origins", []),
    ("allowed_origins", ["https://a.example", "http://localhost:8080", "http://[::1]:8080"]),
    ("allowed_origins", ["chrome-extension://abcdefgh", "https://[2001:db8::443]"]),
    ("trusted_proxies", ["127.0.0.1", "10.0.0.0/8", "::1", "2001:db8::/32"]),
    ("store", "memory:"),
    ("store", "sqlite:/data/plong.db"),
    ("peer_timeout", 1.5),
    ("max_message", 125),
    ("max_message", 2**30),
    ("slow_timeout", 0.01),
    ("slow_timeout", 1e9),
    ("max_connections", 0),
    ("mode", "p"),
    ("mode", "hwxp"),
    ("owner_token", "ab-._~+/9=="),
    ("ping_allow", []),
    ("ping_allow", ["10.0.0.0/8", "127.0.0.1", "::1", "fc00::/7"]),
    ("ping_max_age", 1),
    ("ping_kept_for", 0),
    ("ping_kept_for", 1e9),
    ("ping_content", 2**18),
    ("mode", "hwxpul"),
    ("libp2p_host", "::"),
    ("libp2p_port", 0),
    ("libp2p_announce", ["/ip4/192.0.2.1/tcp/4001", "/dns4/plong.example/tcp/443/tls/ws"]),
    ("libp2p_streams", 256),
    ("libp2p_relay_data", 0),
    ("libp2p_dial_private", True),
]


@pytest.mark.parametrize(("name", "value"), TAKEN)
def test_a_possible_value_is_taken(name: str, value: object) -> None:
    taken = getattr(make_config({name: value}), name)
    assert taken == (tuple(value) if isinstance(value, list) else value)


@given(st.dictionaries(st.sampled_from(sorted(KEYS)) | st.text(), json_values))
def test_any_values_make_a_configuration_or_one_sentence(values: dict[str, object]) -> None:
    try:
        made = make_config(values)
    except ConfigError as error:
        sentence = str(error)
        assert sentence.endswith(".")
        assert sentence.isprintable()
    else:
        assert json.dumps(dataclasses.asdict(made))


def test_a_configuration_does_not_change() -> None:
    origins = ["*"]
    made = make_config({"allowed_origins": origins})
    origins.append("https://evil.example")
    assert made.allowed_origins == ("*",)
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.port = 1  # type: ignore[misc]  # it must fail


def test_a_feature_runs_if_its_letter_is_in_the_mode() -> None:
    made = make_config({"mode": "hx"})
    assert [made.has(letter) for letter in "hwx"] == [True, False, True]


def test_levels_of_parts_are_kept_as_pairs() -> None:
    assert make_config({"log_levels": {"store": "debug"}}).log_levels == (("store", "debug"),)
