"""Every key: the sentence for what it does not take."""

import pytest

from plong.config import KEYS, ConfigError, make_config

WHOLE = "it must be a whole number from 1 to 2147483647."
MODE = 'it must be one or more letters out of "hwxpul", each once.'
PORT = "it must be a whole number from 0 to 65535."
URL = 'it must be an http:// or https:// URL, or "" for http://localhost:<port>.'
ORIGINS = 'it must be a list of origins such as ["https://example.org"], or ["*"].'
STORE = 'it must be "sqlite:" and a file name, or "memory:".'
HOST = 'it must be an address to listen on, such as "0.0.0.0" or "::".'
PEER_TIMEOUT = "it must be a number from 1 to 1e+09."
TOKEN = 'it must be a token of A-Z a-z 0-9 . _ ~ + / -, or "" for none.'
SECRET = "wrong (and secret, so not shown here)"
NETWORKS = 'it must be a list of networks such as ["10.0.0.0/8", "::1"].'
PROXIES = (
    'it must be a list of networks such as ["127.0.0.1", "10.1.2.0/24"], '
    'none of them everybody ("::/0").'
)
KEPT = "it must be a number from 0 to 1e+09."
CONTENT = "it must be a whole number from 1 to 262144."
MASKS = "it must be a whole number from 1 to 1000."
MESSAGE = "it must be a whole number from 125 to 1073741824."
MULTIADDRS = 'it must be a list of multiaddrs such as ["/dns4/plong.example/tcp/443/wss"].'
STREAMS = "it must be a whole number from 1 to 256."
LOG_FORMAT = 'it must be "text" or "json".'
LEVEL = 'it must be "debug", "info", "warning" or "error".'
LEVELS = (
    'it must be an object of parts and levels such as {"store": "debug"}, of the parts '
    "health, log, post, proxies, pruner, refusals, server, session, store, swarm, websocket."
)
FLAG = "it must be true or false."

REFUSED: list[tuple[str, object, str]] = [
    ("mode", "hwxz", f'mode is "hwxz"; {MODE}'),
    ("mode", "HWX", f'mode is "HWX"; {MODE}'),
    ("mode", "hh", f'mode is "hh"; {MODE}'),
    ("mode", "", f'mode is ""; {MODE}'),
    ("mode", None, f"mode is null; {MODE}"),
    ("mode", ["h"], f'mode is ["h"]; {MODE}'),
    ("identity_timeout", 0, f"identity_timeout is 0; {WHOLE}"),
    ("identity_timeout", -1, f"identity_timeout is -1; {WHOLE}"),
    ("identity_timeout", 2**31, f"identity_timeout is 2147483648; {WHOLE}"),
    ("identity_timeout", 1.0, f"identity_timeout is 1.0; {WHOLE}"),
    ("identity_timeout", True, f"identity_timeout is true; {WHOLE}"),
    ("identity_timeout", "1800", f'identity_timeout is "1800"; {WHOLE}'),
    ("buffer_size", float("inf"), f"buffer_size is Infinity; {WHOLE}"),
    ("host", "", f'host is ""; {HOST}'),
    ("host", " ", f'host is " "; {HOST}'),
    ("host", 127, f"host is 127; {HOST}"),
    ("host", "a\0", f'host is "a\\u0000"; {HOST}'),
    ("host", "\ud800", f'host is "\\ud800"; {HOST}'),
    ("host", "a..b", f'host is "a..b"; {HOST}'),
    ("host", "x" * 64, f'host is "{"x" * 64}"; {HOST}'),
    ("port", -1, f"port is -1; {PORT}"),
    ("port", 65536, f"port is 65536; {PORT}"),
    ("port", "http", f'port is "http"; {PORT}'),
    ("port", False, f"port is false; {PORT}"),
    ("public_url", "plong.example", f'public_url is "plong.example"; {URL}'),
    ("public_url", "ws://plong.example", f'public_url is "ws://plong.example"; {URL}'),
    ("public_url", 1, f"public_url is 1; {URL}"),
    ("allowed_origins", "*", f'allowed_origins is "*"; {ORIGINS}'),
    ("allowed_origins", [1], f"allowed_origins is [1]; {ORIGINS}"),
    ("allowed_origins", ["a.example"], f'allowed_origins is ["a.example"]; {ORIGINS}'),
    ("allowed_origins", ["https://*/"], f'allowed_origins is ["https://*/"]; {ORIGINS}'),
    ("allowed_origins", ["https://a/"], f'allowed_origins is ["https://a/"]; {ORIGINS}'),
    ("allowed_origins", ["https://A"], f'allowed_origins is ["https://A"]; {ORIGINS}'),
    ("allowed_origins", ["https://a:443"], f'allowed_origins is ["https://a:443"]; {ORIGINS}'),
    ("allowed_origins", ["http://[::1]:80"], f'allowed_origins is ["http://[::1]:80"]; {ORIGINS}'),
    ("trusted_proxies", "127.0.0.1", f'trusted_proxies is "127.0.0.1"; {PROXIES}'),
    ("trusted_proxies", ["localhost"], f'trusted_proxies is ["localhost"]; {PROXIES}'),
    ("trusted_proxies", ["10.0.0.1/8"], f'trusted_proxies is ["10.0.0.1/8"]; {PROXIES}'),
    ("trusted_proxies", ["0.0.0.0/0"], f'trusted_proxies is ["0.0.0.0/0"]; {PROXIES}'),
    (
        "trusted_proxies",
        ["10.0.0.0/8", "::/0"],
        f'trusted_proxies is ["10.0.0.0/8", "::/0"]; {PROXIES}',
    ),
    ("allowed_origins", {"*": 1}, f'allowed_origins is {{"*": 1}}; {ORIGINS}'),
    ("store", "plong.db", f'store is "plong.db"; {STORE}'),
    ("store", "sqlite:", f'store is "sqlite:"; {STORE}'),
    ("store", "memory", f'store is "memory"; {STORE}'),
    ("store", {}, f"store is {{}}; {STORE}"),
    ("peer_timeout", 0.5, f"peer_timeout is 0.5; {PEER_TIMEOUT}"),
    ("peer_timeout", 1e10, f"peer_timeout is 10000000000.0; {PEER_TIMEOUT}"),
    ("peer_timeout", float("nan"), f"peer_timeout is NaN; {PEER_TIMEOUT}"),
    ("peer_timeout", True, f"peer_timeout is true; {PEER_TIMEOUT}"),
    ("peer_timeout", "1 day", f'peer_timeout is "1 day"; {PEER_TIMEOUT}'),
    ("max_message", 124, f"max_message is 124; {MESSAGE}"),
    ("max_message", 2**30 + 1, f"max_message is 1073741825; {MESSAGE}"),
    ("owner_token", "with a space", f"owner_token is {SECRET}; {TOKEN}"),
    ("owner_token", "é", f"owner_token is {SECRET}; {TOKEN}"),
    ("owner_token", None, f"owner_token is {SECRET}; {TOKEN}"),
    ("libp2p_announce", "/ip4/192.0.2.1", f'libp2p_announce is "/ip4/192.0.2.1"; {MULTIADDRS}'),
    ("libp2p_announce", ["192.0.2.1:1"], f'libp2p_announce is ["192.0.2.1:1"]; {MULTIADDRS}'),
    ("libp2p_announce", [""], f'libp2p_announce is [""]; {MULTIADDRS}'),
    ("libp2p_announce", [1], f"libp2p_announce is [1]; {MULTIADDRS}"),
    ("libp2p_streams", 0, f"libp2p_streams is 0; {STREAMS}"),
    ("libp2p_streams", 257, f"libp2p_streams is 257; {STREAMS}"),
    ("libp2p_dial_private", 1, f"libp2p_dial_private is 1; {FLAG}"),
    ("libp2p_dial_private", "true", f'libp2p_dial_private is "true"; {FLAG}'),
    ("log_format", "xml", f'log_format is "xml"; {LOG_FORMAT}'),
    ("log_level", "INFO", f'log_level is "INFO"; {LEVEL}'),
    ("log_levels", {"nobody": "info"}, f'log_levels is {{"nobody": "info"}}; {LEVELS}'),
    ("log_levels", {"store": "loud"}, f'log_levels is {{"store": "loud"}}; {LEVELS}'),
    ("log_levels", ["store"], f'log_levels is ["store"]; {LEVELS}'),
    ("ping_allow", "10.0.0.0/8", f'ping_allow is "10.0.0.0/8"; {NETWORKS}'),
    ("ping_allow", ["10.0.0.1/8"], f'ping_allow is ["10.0.0.1/8"]; {NETWORKS}'),
    ("ping_allow", ["localhost"], f'ping_allow is ["localhost"]; {NETWORKS}'),
    ("ping_allow", [10], f"ping_allow is [10]; {NETWORKS}"),
    ("ping_max_age", 0, f"ping_max_age is 0; {PEER_TIMEOUT}"),
    ("ping_kept_for", -1, f"ping_kept_for is -1; {KEPT}"),
    ("ping_content", 2**18 + 1, f"ping_content is 262145; {CONTENT}"),
    ("ping_masks", 0, f"ping_masks is 0; {MASKS}"),
    ("ping_tokens", 0, f"ping_tokens is 0; {MASKS}"),
    ("host", object, f'host is "{object!r}"; {HOST}'),
]


@pytest.mark.parametrize(("name", "value", "sentence"), REFUSED)
def test_an_impossible_value_is_refused(name: str, value: object, sentence: str) -> None:
    with pytest.raises(ConfigError) as refused:
        make_config({name: value})
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("", ""),
        ("Port", " Did you mean port?"),
        ("METRIC_PORT", " Did you mean metrics_port?"),
        ("__class__", ""),
        ("mode\n", " Did you mean mode?"),
        ("\ud800", ""),
    ],
)
def test_an_unknown_key_is_refused_with_the_keys_that_there_are(name: str, hint: str) -> None:
    with pytest.raises(ConfigError) as refused:
        make_config({"mode": "h", name: 1})
    assert str(refused.value) == f"{name!r} is not a key.{hint} The keys are {', '.join(KEYS)}."
