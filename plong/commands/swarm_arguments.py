"""What LCDP's commands take; light, for every start of ``plong`` loads it."""

import argparse
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeVar

_MOST_SECONDS: Final = 86400

_Number = TypeVar("_Number", int, float)


def add_content(parser: argparse.ArgumentParser) -> None:
    """Add what `get` takes."""
    help_text = "of the file, as sha256sum and plong share say it"
    parser.add_argument("content_id", metavar="SHA256", type=_sha256, help=help_text)
    parser.add_argument(
        *("-o", "--output"), metavar="FILE", type=path_of, help="what to call it; default: SHA256"
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


def add_share_dir(parser: argparse.ArgumentParser, environ: Mapping[str, str]) -> None:
    """Add what `share` takes beside files."""
    folder = environ.get("PLONG_SHARE_DIR")
    parser.add_argument(
        "--dir",
        metavar="FOLDER",
        dest="folder",
        type=path_of,
        default=Path(folder) if folder else None,
        help="which the server shares; default: $PLONG_SHARE_DIR, else share_dir in ./config.json",
    )


def add_target(parser: argparse.ArgumentParser) -> None:
    """Add what `ping` takes."""
    parser.add_argument(
        "target",
        metavar="TARGET",
        help="a multiaddr: a peer of libp2p; HOST:PORT: a node of LCDP; or a Plong server's URL",
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


def _sha256(text: str) -> str:
    if not re.fullmatch("[0-9A-Fa-f]{64}", text):
        raise argparse.ArgumentTypeError(f"{text!r:.80} is no SHA-256; give 64 hexadecimal digits")
    return text.lower()


def _seconds(text: str) -> float:
    seconds = _number(text, float)
    if seconds is None or not 0 < seconds <= _MOST_SECONDS:  # neither is NaN
        wanted = f"seconds; give a number above 0 and at most {_MOST_SECONDS}"
        raise argparse.ArgumentTypeError(f"{text!r:.80} are no {wanted}")
    return seconds


def _count(text: str) -> int:
    count = _number(text, int)
    if count is None or count < 1:
        raise argparse.ArgumentTypeError(f"{text!r:.80} is no count; give a whole number from 1")
    return count


def _number(text: str, kind: type[_Number]) -> _Number | None:
    try:
        return kind(text)
    except ValueError:
        return None


def path_of(text: str) -> Path:
    """Return the name of a file; raise what `argparse` shows."""
    if not text:
        raise argparse.ArgumentTypeError("a name must not be empty")
    return Path(text)
