"""Sets up the log as the configuration says: format, and how much of which part."""

import logging
import secrets
from typing import Final

from plong.config import Config
from plong.journal.aliases import DailyAliases
from plong.journal.handler import JournalHandler
from plong.journal.lines import OURS, JsonLines, TextLines
from plong.journal.writer import LineWriter
from plong.rules import PARTS

_STANDARD_ERROR: Final = 2
_OTHERS: Final = (("", logging.WARNING), ("uvicorn.error", logging.ERROR))
"""Loggers that are not ours. uvicorn names URLs with secrets in its warnings."""


def configure_logging(config: Config) -> None:
    """Log to standard error from now on; again, and only format and levels change."""
    handler = _installed() or _install()
    make = JsonLines if config.log_format == "json" else TextLines
    handler.setFormatter(make(handler.aliases))
    _set_levels(config)


class _Handler(JournalHandler):
    """The server's own, by which `configure_logging` knows that it was called before."""

    def __init__(self) -> None:
        super().__init__(LineWriter(_STANDARD_ERROR))
        self.aliases = DailyAliases(secrets.token_bytes)


def _installed() -> _Handler | None:
    ours = (one for one in logging.getLogger().handlers if isinstance(one, _Handler))
    return next(ours, None)


def _install() -> _Handler:
    handler = _Handler()
    logging.getLogger().addHandler(handler)  # which `logging` closes when the process ends
    return handler


def _set_levels(config: Config) -> None:
    levels = dict(config.log_levels)
    logging.getLogger(OURS.rstrip(".")).setLevel(config.log_level.upper())
    for part in PARTS:
        logging.getLogger(OURS + part).setLevel(levels.get(part, "NOTSET").upper())
    for name, level in _OTHERS:
        logging.getLogger(name).setLevel(level)
