"""What the keys of the configuration take."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from plong.addressing import (
    is_endpoints,
    is_host,
    is_multiaddrs,
    is_networks,
    is_optional_host,
    is_origins,
    is_proxies,
    is_url,
)

# What a client can send as "Authorization: Bearer" (RFC 6750 section 2.1).
_TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/-]+=*")
_LEVELS: Final = ("debug", "info", "warning", "error")
PARTS: Final = (
    *("health", "log", "post", "proxies", "pruner", "refusals", "server", "session", "store"),
    *("swarm", "websocket"),
)
"""The parts of the server that log something."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a key takes: a sentence's end for people, a predicate for the program."""

    right: str
    accepts: Callable[[Any], bool]
    is_secret: bool = False
    """Whether nobody may read the value in a message or a log."""


def whole(least: int, most: int = 2**31 - 1) -> Rule:
    """Return the rule for whole numbers within these bounds."""

    def accepts(value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most

    return Rule(f"a whole number from {least} to {most}", accepts)


def number(least: float, most: float = 1e9) -> Rule:
    """Return the rule for numbers within these bounds."""

    def accepts(value: object) -> bool:
        if not isinstance(value, int | float) or isinstance(value, bool):
            return False
        return least <= value <= most

    return Rule(f"a number from {least:g} to {most:g}", accepts)


def _is_mode(value: object) -> bool:
    if not isinstance(value, str) or not value:  # PLONG_MODE="" is an oversight, not a wish
        return False
    return set(value) <= set("hwxpul") and len(set(value)) == len(value)


def _is_store(value: object) -> bool:
    return value == "memory:" or (
        isinstance(value, str) and value.startswith("sqlite:") and len(value) > len("sqlite:")
    )


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_folder(value: object) -> bool:
    return isinstance(value, str) and "\0" not in value


def _is_token(value: object) -> bool:
    return isinstance(value, str) and (value == "" or _TOKEN.fullmatch(value) is not None)


def _is_levels(value: object) -> bool:
    if not isinstance(value, dict):
        return value in ((), [])  # the default
    return all(part in PARTS and level in _LEVELS for part, level in value.items())


MODE: Final = Rule('one or more letters out of "hwxpul", each once', _is_mode)
HOST: Final = Rule('an address to listen on, such as "0.0.0.0" or "::"', is_host)
OPTIONAL_HOST: Final = Rule('an address to listen on, or "" for that of host', is_optional_host)
ENDPOINTS: Final = Rule(
    'a list of IP addresses with ports such as ["192.0.2.1:24254", "[2001:db8::1]:24254"]',
    is_endpoints,
)
MULTIADDRS: Final = Rule(
    'a list of multiaddrs such as ["/dns4/plong.example/tcp/443/wss"]', is_multiaddrs
)
FLAG: Final = Rule("true or false", _is_flag)
FOLDER: Final = Rule('the name of a folder, or "" for none', _is_folder)
REACH: Final = Rule(
    '"public", "private" or "loopback"',
    lambda value: value in ("public", "private", "loopback"),
)
URL: Final = Rule('an http:// or https:// URL, or "" for http://localhost:<port>', is_url)
STORE: Final = Rule('"sqlite:" and a file name, or "memory:"', _is_store)
ORIGINS: Final = Rule('a list of origins such as ["https://example.org"], or ["*"]', is_origins)
NETWORKS: Final = Rule('a list of networks such as ["10.0.0.0/8", "::1"]', is_networks)
PROXIES: Final = Rule(
    'a list of networks such as ["127.0.0.1", "10.1.2.0/24"], none of them everybody ("::/0")',
    is_proxies,
)
LOG_FORMAT: Final = Rule('"text" or "json"', lambda value: value in ("text", "json"))
LEVEL: Final = Rule('"debug", "info", "warning" or "error"', lambda value: value in _LEVELS)
LEVELS: Final = Rule(
    'an object of parts and levels such as {"store": "debug"}, of the parts ' + ", ".join(PARTS),
    _is_levels,
)
TOKEN: Final = Rule('a token of A-Z a-z 0-9 . _ ~ + / -, or "" for none', _is_token, is_secret=True)
