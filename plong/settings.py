"""Reads the file and the environment: nothing else in Plong does."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from plong.config import KEYS, Config, ConfigError, make_config

_COUNT: Final = re.compile("[0-9]{1,4}")
_FIRST_SOCKET: Final = 3
"""Number of the first socket that is handed over (sd_listen_fds(3)), after the standard streams."""
DEFAULT_FILE: Final = Path("config.json")
PREFIX: Final = "PLONG_"
_OF_COMMANDS: Final = frozenset({"PLONG_SERVER", "PLONG_TOKEN"})
"""What is for the commands beside the server, which may run where it does."""


def load(file: Path | None, environ: Mapping[str, str], port: str | None = None) -> Config:
    """Return the configuration: file, then ``PLONG_<KEY>``, then ``PORT``, then ``port``.

    Args:
        file: what ``--config`` names; None takes ``./config.json`` if there is one.
        environ: the environment.
        port: what ``--port`` says.

    Raises:
        ConfigError: in one sentence, what is wrong where.
    """
    values = {**_read_file(file), **_read_environ(environ)}
    if port is not None:
        values["port"] = _read_text("port", port)
    return make_config(values)


def find(file: Path | None) -> Path | None:
    """Return the file that the settings come from, None if there is none.

    Who reads them again reads this one: if it is gone by then, that is a mistake and no wish.
    """
    return DEFAULT_FILE if file is None and DEFAULT_FILE.exists() else file


def read_sockets(environ: Mapping[str, str], pid: int) -> range:
    """Return the numbers of the listening sockets that systemd has handed to this process."""
    count = environ.get("LISTEN_FDS", "")
    if environ.get("LISTEN_PID") != str(pid) or not _COUNT.fullmatch(count):
        return range(0)
    return range(_FIRST_SOCKET, _FIRST_SOCKET + int(count))


def _read_file(file: Path | None) -> dict[str, object]:
    path = find(file)
    if path is None:
        return {}
    try:
        values = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_unique)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path} is not right JSON in UTF-8: {error}.") from None
    if not isinstance(values, dict):
        raise ConfigError(f'{path} must hold a JSON object such as {{"mode": "hwx"}}.')
    return values


def _unique(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} is given twice")
    return values


def _read_environ(environ: Mapping[str, str]) -> dict[str, object]:
    values = {
        name.removeprefix(PREFIX).lower(): text
        for name, text in environ.items()
        if name.startswith(PREFIX) and not _is_for_others(name, text)
    }
    if environ.get("PORT"):
        values["port"] = environ["PORT"]
    return {name: _read_text(name, text) for name, text in values.items()}


def _is_for_others(name: str, text: str) -> bool:
    """Tell whether Kubernetes set this for a service named ``plong`` or ``plong-…``, or so."""
    if name in _OF_COMMANDS:
        return True
    is_address = name.endswith("_PORT") and "://" in text  # PLONG_PORT=tcp://10.0.0.1:1501
    return is_address or "_SERVICE_" in name or "_PORT_" in name


def _read_text(name: str, text: str) -> object:
    """Read ``8080`` and ``["*"]`` as JSON where the key does not take plain text."""
    if name in KEYS and isinstance(KEYS[name].default, str):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
