"""Why there is no connection, or none any more."""


class Refused(Exception):
    """There are too many connections: in total, from one address, or of one peer."""


class Unreachable(Exception):
    """Nobody could be called there, or somebody else was. ``str(error)`` says why, to people."""


class Silent(Exception):
    """A peer took too long: with its handshake, with an answer, or with reading."""


class Idle(Exception):
    """Nothing was said on a connection for so long that it is given up."""
