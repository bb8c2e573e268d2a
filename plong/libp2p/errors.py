"""Why there is no connection, or none any more."""

from typing import Final

from plong.protocol.libp2p.errors import ProtocolViolation

FULL: Final = "full"
"""There are too many connections in total."""
TOO_MANY: Final = "too-many"
"""There are too many from one address, or of one peer."""


class Refused(Exception):
    """There may not be another connection: `reason` is a short word for that."""

    def __init__(self, sentence: str, reason: str = TOO_MANY) -> None:
        super().__init__(sentence)
        self.reason = reason


class Unreachable(Exception):
    """Nobody could be called there, or somebody else was. ``str(error)`` says why, to people."""


class Silent(Exception):
    """A peer took too long: with its handshake, with an answer, or with reading."""


class Idle(Exception):
    """Nothing was said on a connection for so long that it is given up."""


def fault_of(why: Exception | None) -> str | None:
    """Return a short word for what the other side did to have a connection ended; None: nothing."""
    match why:
        case Refused(reason=reason):
            return str(reason)
        case ProtocolViolation():
            return "protocol-error"
        case Silent():
            return "no-answer"
        case _:
            return None
