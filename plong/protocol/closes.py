"""Every WebSocket close that a client can meet: a code, a reason, and whether to come back."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from plong.protocol.errors import Overloaded


@dataclass(frozen=True, slots=True)
class Close:
    """A WebSocket close: its code, its reason, and whether the client may come back at once."""

    code: int
    reason: str
    come_back: bool
    word: str = ""
    """What it is counted as; empty: nothing was refused."""


PROTOCOL_ERROR: Final = 1002
INVALID_TEXT: Final = 1007
TOO_BIG: Final = 1009

ENDED: Final = Close(1000, "Ended by an empty message.", come_back=True)
DONE: Final = Close(1000, "Done.", come_back=True)
GOING_AWAY: Final = Close(1001, "No answer to keepalive.", come_back=True, word="no-answer")
NO_TEXT: Final = Close(1003, "Only binary messages.", come_back=False, word="no-text")
MESSAGE_TOO_BIG: Final = Close(TOO_BIG, "Message too big.", come_back=False, word="too-big")
RESTARTING: Final = Close(1012, "Server restarting.", come_back=True)
REMOVED: Final = Close(4001, "Peer removed.", come_back=False)
NO_SUCH_PEER: Final = Close(4004, "No such peer.", come_back=False, word="no-such-peer")
TOO_SLOW: Final = Close(4008, "Reading too slowly.", come_back=True, word="slow-reader")
TOO_FAST: Final = Close(4008, "Sending too fast.", come_back=True, word="too-fast")
FULL: Final = Close(4013, "Too many connections.", come_back=True, word="too-many")
INTERNAL_ERROR: Final = Close(1011, "Internal error.", come_back=True, word="internal-error")
UNAVAILABLE: Final = Close(
    1013, "The server cannot look up peers just now.", come_back=True, word="unavailable"
)
OVERLOADED: Final = Close(1013, Overloaded.sentence, come_back=True, word=Overloaded.code)

VIOLATIONS: Final[Mapping[int, str]] = MappingProxyType(
    {PROTOCOL_ERROR: "protocol-error", INVALID_TEXT: "invalid-text", TOO_BIG: "too-big"}
)
"""What breaking RFC 6455 is counted as, by its close code."""
