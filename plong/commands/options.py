"""What was asked for, made of a command's arguments."""

import argparse
from dataclasses import fields
from pathlib import Path
from typing import Final

from plong.commands.console import Options, PostOptions, SwarmOptions
from plong.commands.passphrases import read_passphrase

_POST: Final = frozenset(field.name for field in fields(PostOptions))
_SWARM: Final = frozenset(field.name for field in fields(SwarmOptions))
_STDIN: Final = "-"


def read_options(given: argparse.Namespace) -> Options:
    """Return what a command is to do. Raise `ValueError`: half a sentence says what is wrong."""
    words = getattr(given, "passphrase", None)
    passphrase = read_passphrase(" ".join(words or ()))
    if words is not None and not passphrase:
        raise ValueError("a passphrase must not be blank")
    return Options(
        _with_scheme(getattr(given, "server", "")),
        passphrase,
        tuple(getattr(given, "files", ())),
        getattr(given, "directory", Path()),
        _read_post(given),
        _read_swarm(given),
        tuple(getattr(given, "only", None) or ()),
    )


def _read_post(given: argparse.Namespace) -> PostOptions:
    # The names of these arguments are those of the fields.
    chosen = {name: value for name, value in vars(given).items() if name in _POST}
    if chosen.get("content") == _STDIN:
        del chosen["content"]
    return PostOptions(**chosen)


def _read_swarm(given: argparse.Namespace) -> SwarmOptions:
    chosen = {name: value for name, value in vars(given).items() if name in _SWARM}
    if "sources" in chosen:
        chosen["sources"] = tuple(chosen["sources"])
    return SwarmOptions(**chosen)


def _with_scheme(server: str) -> str:
    """Return a URL for ``localhost:1501`` too, as other commands do."""
    return server if "://" in server or not server else f"http://{server}"
