"""A logger for picows: our mistakes are logged, a stranger's are not."""

import logging
import sys
from typing import Final

from picows import WSProtocolError

_log: Final = logging.getLogger("plong.websocket")


class QuietLogger:
    """What picows takes for a logger; shared by all, where its own would be one a connection."""

    __slots__ = ()

    def isEnabledFor(self, _level: int) -> bool:  # noqa: N802  # logging's name
        """Say no: nothing below an error is wanted."""
        return False

    def debug(self, *_: object) -> None:
        """Say nothing."""

    log = info = warning = debug

    def error(self, message: str, *_: object) -> None:
        """Log a mistake of ours; a client that broke the protocol has its close code."""
        kind = sys.exc_info()[0]
        if kind is not None and not issubclass(kind, WSProtocolError):
            _log.error("%s", message, exc_info=True)

    exception = error
