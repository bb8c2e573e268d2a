"""What each command takes; light, for every start of ``plong`` loads it."""

import argparse
import os.path
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

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
        _add_share_dir(parser, environ)
    if takes == "knock":
        _add_token(parser, environ)
    if takes in _POST:
        parser.add_argument(
            "--identity",
            metavar="FILE",
            dest="identities",
            type=_path,
            default=usual_identities(environ),
            help="who you are at each server; default: %(default)s",
        )


def _add_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", type=_path)
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
        type=_path,
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


def _add_content(parser: argparse.ArgumentParser) -> None:
    help_text = "of the file, as sha256sum and plong share say it"
    parser.add_argument("content_id", metavar="SHA256", type=_sha256, help=help_text)
    parser.add_argument(
        *("-o", "--output"), metavar="FILE", type=_path, help="what to call it; default: SHA256"
    )
    parser.add_argument(
        "--from",
        metavar="HOST:PORT",
        dest="sources",
        action="append",
        default=[],
        help="a node to ask, beside the server on this machine; may be said several times",
    )
    parser.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=_seconds,
        default=30.0,
        help="to wait where nothing comes; default: 30",
    )


def _add_shared(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", type=_path)


def _add_share_dir(parser: argparse.ArgumentParser, environ: Mapping[str, str]) -> None:
    folder = environ.get("PLONG_SHARE_DIR")
    parser.add_argument(
        "--dir",
        metavar="FOLDER",
        dest="folder",
        type=_path,
        default=Path(folder) if folder else None,
        help="which the server shares; default: $PLONG_SHARE_DIR, else share_dir in ./config.json",
    )


def _add_target(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "target", metavar="HOST:PORT", help="a node of LCDP, or the URL of a Plong server"
    )
    parser.add_argument(
        "-c", metavar="N", dest="count", type=_count, help="how often; default: until Ctrl-C"
    )
    parser.add_argument(
        "-i",
        metavar="S",
        dest="interval",
        type=_seconds,
        default=1.0,
        help="seconds between two; default: 1",
    )


def _add_nothing(_parser: argparse.ArgumentParser) -> None:
    """Let a command take options only."""


def _sha256(text: str) -> str:
    if not re.fullmatch("[0-9A-Fa-f]{64}", text):
        raise argparse.ArgumentTypeError("a SHA-256 has 64 hexadecimal digits")
    return text.lower()


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= _MOST_SECONDS:  # neither is NaN
        raise argparse.ArgumentTypeError(f"give more than 0 and at most {_MOST_SECONDS} seconds")
    return seconds


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("once at least")
    return count


def _path(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("a name must not be empty")
    return Path(text)


SERVERLESS: Final = frozenset({"content", "shared", "target"})
"""Who takes these uses no Plong server."""
_MOST_SECONDS: Final = 86400
_POST: Final = frozenset({"knock", "ping", "nothing"})
_ADD: Final[Mapping[str, Callable[[argparse.ArgumentParser], None]]] = {
    "files": _add_files,
    "passphrase": _add_passphrase,
    "directory": _add_directory,
    "knock": _add_knock,
    "ping": _add_ping,
    "nothing": _add_nothing,
    "status": _add_nothing,
    "content": _add_content,
    "shared": _add_shared,
    "target": _add_target,
}
