"""libp2p over TCP, at a port of its own: counted as it comes and goes."""

from plong.hub.tally import Tally
from plong.libp2p.tcp import Attach, TcpWire


class CountedTcpWire(TcpWire):
    """A socket that was accepted.

    Args:
        attach: makes the connection.
        tally: counts it.
    """

    def __init__(self, attach: Attach, tally: Tally) -> None:
        super().__init__(attach)
        self._tally = tally

    def connected(self) -> None:
        """Count it, and make the connection."""
        self._tally.open("libp2p")
        super().connected()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count its end, and pass it on."""
        self._tally.close("libp2p")
        super().connection_lost(exc)
