"""How much arithmetic others may cause: signatures and keys cost 30 to 100 microseconds each.

Strangers share one bound, because whoever forges sources has as many as he likes; whoever has
proved an address has a bound of his own. docs/wire/lcdp.md.
"""

from collections.abc import Callable
from typing import Final

from plong.protocol.lcdp.endpoint import network_of
from plong.protocol.lcdp.models import Endpoint

OF_STRANGERS: Final = 400
"""Operations in a second for all who are not verified."""
OF_NETWORK: Final = 200
"""Operations in a second for those of one network who are."""
MAX_NETWORKS: Final = 4096
"""Networks that are counted in one second; beyond these it is refused."""

_STRANGERS: Final = ""


class Effort:
    """Counts the operations of each second.

    Args:
        refused: is called for each that may not be done.
    """

    def __init__(self, refused: Callable[[], None] = lambda: None) -> None:
        self._refused = refused
        self._since = float("-inf")
        self._spent: dict[str, int] = {}

    def take(self, source: Endpoint, now: float, *, verified: bool) -> bool:
        """Tell whether one more operation may be done; if so it is counted.

        Args:
            source: for whom.
            now: seconds.
            verified: whether the datagram proves its source without that operation.
        """
        self._begin(now)
        name = network_of(source) if verified else _STRANGERS
        spent = self._spent.get(name, 0)
        is_known = name in self._spent or len(self._spent) < MAX_NETWORKS
        if not is_known or spent >= (OF_NETWORK if verified else OF_STRANGERS):
            self._refused()
            return False
        self._spent[name] = spent + 1
        return True

    def _begin(self, now: float) -> None:
        if now - self._since >= 1:
            self._since = now
            self._spent.clear()
