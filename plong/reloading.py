"""Reads the settings again while the server runs."""

import dataclasses
import logging
from collections.abc import Callable

from plong.changes import changes
from plong.config import Config, ConfigError
from plong.services import Services

_log = logging.getLogger("plong.server")


class Reloader:
    """Applies what may change at any time, and says what may not.

    Args:
        given: the settings as they were read at the start.
        reread: reads them again; may raise `ConfigError`.
        services: what runs by them.
        reset_log: lets the log go by them.
    """

    def __init__(
        self,
        given: Config,
        reread: Callable[[], Config],
        services: Services,
        reset_log: Callable[[Config], None],
    ) -> None:
        self._given = given
        self._reread = reread
        self._services = services
        self._reset_log = reset_log

    def reload(self) -> None:
        """Read and apply them. If they are wrong, all stays as it was."""
        try:
            wanted = self._reread()
        except ConfigError as error:
            _log.error("Not reloaded, all stays as it was: %s", error)
            return
        live, fixed = changes(self._given, wanted)
        self._given = dataclasses.replace(self._given, **live)
        self._reset_log(self._given)
        self._services.reload(dataclasses.replace(self._services.hub.config, **live))
        _log.info("Reloaded; changed: %s.", ", ".join(live) or "nothing")
        if fixed:
            _log.warning("These need a restart to change: %s.", ", ".join(fixed))
