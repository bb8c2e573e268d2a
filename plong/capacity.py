"""Makes room for many connections: open files, and a garbage collector that seldom looks."""

import contextlib
import dataclasses
import gc
import logging
import resource
from typing import Final

from plong.config import Config

_UNLIMITED_FILES: Final = 1 << 20
_OTHER_FILES: Final = 32
"""Files that are for no connection, however few there are: about 18 are always open."""
_log: Final = logging.getLogger("plong.server")


def fitted(config: Config) -> Config:
    """Raise the file limit; return settings whose ``max_connections`` files suffice for."""
    return dataclasses.replace(config, max_connections=_max_connections(config))


def _max_connections(config: Config) -> int:
    """Raise the file limit as far as allowed; a fifth is for all that is no connection.

    Nobody could be answered who is beyond the limit: the system lets no such socket in.
    """
    files = _open_files()
    most = max(1, files - _OTHER_FILES)
    if config.max_connections > most:
        _log.warning(
            "max_connections is %d, but the system allows %d open files: %d connections it is. "
            "Raise the limit (ulimit -n, LimitNOFILE), or lower max_connections.",
            *(config.max_connections, files, most),
        )
    return min(config.max_connections or files * 4 // 5, most)


def _open_files() -> int:
    """Raise the limit; return how many files may be open."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = _UNLIMITED_FILES if hard == resource.RLIM_INFINITY else hard
    with contextlib.suppress(ValueError, OSError):  # some systems allow less than they say
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def calm_garbage_collection() -> None:
    """Collect less often, and never what is there for good.

    A full collection looks at every object, and everyone waits for it: with the defaults that is
    ten milliseconds, many times a second while peers come.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
