"""Which of the two paths for knocks a target serves, as far as it has shown that lately."""

from collections import OrderedDict
from typing import Final

from plong.protocol.ping.address import canonical

_MOST_TARGETS: Final = 4096


class Paths:
    """Forgets first what was of use longest ago; then one request more is made, no more than that.

    Args:
        most: how many targets are remembered.
    """

    def __init__(self, most: int = _MOST_TARGETS) -> None:
        self._most = most
        self._paths: OrderedDict[str, str] = OrderedDict()

    def of(self, target: str) -> str | None:
        """Return the path that a target, a right address, took a knock at last."""
        name = canonical(target)
        if name in self._paths:
            self._paths.move_to_end(name)
        return self._paths.get(name)

    def note(self, target: str, path: str) -> None:
        """Note that a target took a knock at this path."""
        name = canonical(target)
        self._paths[name] = path
        self._paths.move_to_end(name)
        if len(self._paths) > self._most:
            self._paths.popitem(last=False)
