"""What each command takes; light, for every start of ``plong`` loads it."""

import argparse
import os.path
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from plong.commands.swarm_arguments import add_content, add_share_dir, add_target, path_of

_PASSPHRASE: Final = "any words; blue-tiger-sky is the same as 'blue tiger sky'"  # noqa: S105 - it explains one


def usual_identities(environ: Mapping[str, str]) -> Path:
    """Return where identities are kept unless a file is named (XDG Base Directories)."""
    state = Path(environ.get("XDG_STATE_HOME", ""))
    if not state.is_absolute():  # then it is to be passed over
        state = Path(os.path.expanduser("~/.local/state"))  # noqa: PTH111 - Path's raises without a home
    return state / "plong" / "identities.json"


def add_arguments(parser: argparse.ArgumentParser, takes: str, environ: Mapping[str, str]) -> None:
    """Add what a command takes beside the options that all have."""
    _ADD[takes](parser)
    if takes == "shared":
        add_share_dir(parser, environ)
    if takes == "knock":
        _add_token(parser, environ)
    if takes in _POST:
        parser.add_argument(
            "--identity",
            metavar="FILE",
            dest="identities",
            type=path_of,
            default=usual_identities(environ),
            help="who you are at each server; default: %(default)s",
        )


def _add_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", type=path_of)
    help_text = f"{_PASSPHRASE}; default: three are dealt"
    parser.add_argument("--passphrase", metavar="'WORDS'", nargs=1, help=help_text)


def _add_passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("passphrase", metavar="PASSPHRASE", nargs="+", help=_PASSPHRASE)


def _add_directory(parser: argparse.ArgumentParser) -> None:
    _add_passphrase(parser)
    parser.add_argument(
        *("-o", "--output"),
        dest="directory",
        metavar="DIRECTORY",
        type=path_of,
        default=Path(),
        help="default: .",
    )


def _add_knock(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="ADDRESS", help="an address of PING, as plong inbox says")
    parser.add_argument(
        "content", metavar="CONTENT", nargs="?", help="default, and for -: standard input"
    )
    parser.add_argument(
        "--type",
        metavar="TYPE",
        dest="payload_type",
        default="ask",
        help="what kind of content it is; default: %(default)s",
    )


def _add_token(parser: argparse.ArgumentParser, environ: Mapping[str, str]) -> None:
    parser.add_argument(
        "--token",
        metavar="TOKEN",
        default=environ.get("PLONG_TOKEN") or None,
        help="what they gave you for their door for users, as --token=TOKEN if it starts with -;"
        " default: $PLONG_TOKEN, which others on this machine do not see",
    )


def _add_ping(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="ID", help="as plong inbox says")
    parser.add_argument("--origin", metavar="URL", help="whose is meant, if two senders use one ID")


def _add_shared(parser: argparse.ArgumentParser) -> None:
    help_text = "is copied to the folder; one with the same name and other bytes stays"
    parser.add_argument("files", metavar="FILE", nargs="+", type=path_of, help=help_text)


def _add_only(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--only",
        metavar="WAY",
        action="append",
        help="these rows only: a name, or the part of it before the dot; may be given again",
    )


def _add_nothing(_parser: argparse.ArgumentParser) -> None:
    """Let a command take options only."""


SERVERLESS: Final = frozenset({"content", "shared", "target"})
"""Who takes these uses no Plong server."""
_POST: Final = frozenset({"knock", "ping", "nothing"})
_ADD: Final[Mapping[str, Callable[[argparse.ArgumentParser], None]]] = {
    "files": _add_files,
    "passphrase": _add_passphrase,
    "directory": _add_directory,
    "knock": _add_knock,
    "ping": _add_ping,
    "nothing": _add_nothing,
    "status": _add_nothing,
    "content": add_content,
    "shared": _add_shared,
    "target": add_target,
    "url": _add_only,
}
