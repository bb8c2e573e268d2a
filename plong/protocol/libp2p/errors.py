"""What is wrong with what a stranger sent; the same base for all of libp2p's rules."""


class ProtocolViolation(Exception):
    """A peer broke the rules. ``str(violation)`` says how, for the log; nobody else is told."""


class Truncated(ProtocolViolation):
    """It ends too soon: wrong where it is whole, and where more may come, a reason to wait."""


class WrongPeer(ProtocolViolation):
    """Somebody else is there than was called."""
