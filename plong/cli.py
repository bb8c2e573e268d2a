"""The command ``plong``: the server, and the commands beside it.

Each loads only what it needs: whoever asks for a word need not wait for a server's modules.
"""

import argparse
import os
import sys
from collections.abc import Sequence, Set
from functools import partial
from pathlib import Path
from typing import Final

from plong import __version__
from plong.commands.standard import drop_unwritten, fill_closed
from plong.commands.usage import (
    USAGES,
    explain_rest,
    explain_unknown,
    make_parser,
    summaries,
)

_DESCRIPTION: Final = "A self-hosted rendezvous and relay server, and commands that use one."
_EPILOG: Final = f"""\
The server's settings come from config.json, PLONG_<KEY> in the environment, PORT, and the
options, later ones win.

commands beside the server, each with --help:
{summaries()}"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code: 0 done, 1 it failed, 2 wrong usage, 3 no server."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    closed = fill_closed()
    try:
        if given and given[0] in USAGES:
            return _run_command(*given, closed=closed)
        return _serve(_read_options(given))
    finally:
        drop_unwritten()


def _read_options(given: Sequence[str]) -> argparse.Namespace:
    parser = _parser()
    options, rest = parser.parse_known_args(given)
    if (rest or options.command != "serve") and (late := USAGES.keys() & given):
        parser.error(f"name the command first, then its options: plong {min(late)} …")
    has_odd_option = any(word.startswith("-") for word in rest)
    if options.command != "serve" and not has_odd_option:
        parser.error(explain_unknown(options.command))
    return parser.parse_args(given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "plong",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"plong {__version__}")
    parser.add_argument(
        "command", nargs="?", metavar="serve", default="serve", help="run the server (default)"
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="instead of ./config.json")
    parser.add_argument("--port", metavar="N", help="where to listen; 0: any free port")
    return parser


def _serve(options: argparse.Namespace) -> int:
    from plong.config import ConfigError  # noqa: PLC0415 - see above
    from plong.listening import StartError  # noqa: PLC0415
    from plong.server import run  # noqa: PLC0415
    from plong.settings import find, load, read_sockets  # noqa: PLC0415
    from plong.store.base import StoreError  # noqa: PLC0415

    try:
        reread = partial(load, find(options.config), os.environ, options.port)
        run(reread(), reread, read_sockets(os.environ, os.getpid()))
    except (ConfigError, StartError, StoreError) as error:
        print(f"plong: {error}", file=sys.stderr)
        return 2 if isinstance(error, ConfigError) else 1
    return 0


def _run_command(name: str, *arguments: str, closed: Set[int]) -> int:
    parser = make_parser(name, os.environ)
    # No file stands behind an option of send: in --passphrase blue sky the quotes were forgotten.
    read = parser.parse_known_args if name == "send" else parser.parse_known_intermixed_args
    given, rest = read(arguments)
    if rest:
        parser.error(explain_rest(rest))

    from plong.commands.options import read_options  # noqa: PLC0415 - see above
    from plong.commands.running import run  # noqa: PLC0415

    try:
        options = read_options(given)
    except ValueError as error:
        parser.error(str(error))
    return run(name, options, as_json=given.json, closed=closed)
