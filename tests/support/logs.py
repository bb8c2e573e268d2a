"""What a server changes in `logging`, which the whole process shares, put back."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from plong.rules import PARTS

_CHANGED = ("", "uvicorn.error", "plong", *(f"plong.{part}" for part in PARTS))


@contextmanager
def unchanged_logging() -> Iterator[logging.Logger]:
    """Lend the root logger; afterwards all is as before."""
    root = logging.getLogger()
    handlers = [*root.handlers]
    levels = {name: logging.getLogger(name).level for name in _CHANGED}
    try:
        yield root
    finally:
        for handler in {*root.handlers} - {*handlers}:
            root.removeHandler(handler)
            handler.close()
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
