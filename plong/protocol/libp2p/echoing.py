"""Being measured: every 32 bytes that come are sent back. libp2p specs, ping.

The dialer may go on for ever on one stream, so there is no end to be waited for. What is not sent
back yet is the stream's to hold: its flow control must not let more come than it can send.
"""

from collections import Counter
from enum import Enum
from typing import Final

from plong.protocol.libp2p.peer_id import PeerId

PING: Final = "/ipfs/ping/1.0.0"
PAYLOAD_BYTES: Final = 32
MAX_ECHOES: Final = 2
"""Streams that a peer may have at once. The dialer may open one before it has closed the other."""


class End(Enum):
    """What follows when the dialer has no more to say."""

    CLOSE = "close"
    """Close our side, behind the last echo."""
    RESET = "reset"
    """It stopped within a payload."""


class Echo:
    """One stream on which a peer measures. It holds less than `PAYLOAD_BYTES`."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held = b""

    def receive(self, data: bytes) -> bytes:
        """Return what is to be sent back now: whole payloads, or nothing."""
        held = self._held + data
        whole = len(held) - len(held) % PAYLOAD_BYTES
        self._held = held[whole:]
        return held[:whole]

    def end(self) -> End:
        """Return what follows when the dialer has closed its side."""
        return End.RESET if self._held else End.CLOSE


class Echoes:
    """How many such streams each peer has, on all of its connections."""

    def __init__(self) -> None:
        self._open: Counter[PeerId] = Counter()

    def admit(self, peer: PeerId) -> bool:
        """Tell whether a peer may have one more, and count it; otherwise, reset it."""
        if self._open[peer] >= MAX_ECHOES:
            return False
        self._open[peer] += 1
        return True

    def release(self, peer: PeerId) -> None:
        """Forget a stream that was admitted, once it is closed or reset."""
        self._open[peer] -= 1
        if self._open[peer] <= 0:
            del self._open[peer]
