"""The command ``plong``."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from plong import __version__
from plong.config import ConfigError
from plong.server import StartError, run
from plong.settings import load
from plong.store.base import StoreError

_DESCRIPTION = "A self-hosted rendezvous and relay server."
_EPILOG = (
    "Settings come from config.json, PLONG_<KEY> in the environment, PORT, and the options, "
    "later ones win."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code: 0 done, 1 the server cannot run, 2 wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        return _serve(options)
    except ConfigError as error:
        print(f"plong: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("plong", description=_DESCRIPTION, epilog=_EPILOG)
    parser.add_argument("--version", action="version", version=f"plong {__version__}")
    parser.add_argument(
        "command", nargs="?", choices=["serve"], default="serve", help="run the server (default)"
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="instead of ./config.json")
    parser.add_argument("--port", metavar="N", help="where to listen; 0: any free port")
    return parser


def _serve(options: argparse.Namespace) -> int:
    config = load(options.config, os.environ, options.port)
    try:
        run(config)
    except (StartError, StoreError) as error:
        print(f"plong: {error}", file=sys.stderr)
        return 1
    return 0
