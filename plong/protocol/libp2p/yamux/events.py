"""What a session tells whoever uses its streams."""

from typing import NamedTuple

from plong.protocol.libp2p.yamux.stream import Stream


class Opened(NamedTuple):
    """The other side has opened a stream. It is acknowledged by whatever is said in it first."""

    stream: Stream


class Received(NamedTuple):
    """The other side has sent data. `Stream.consume` as many bytes as soon as they are let go."""

    stream: Stream
    data: bytes
    """Never empty; where frames begin and end means nothing."""


class Finished(NamedTuple):
    """The other side will send no more. `Stream.close` or `Stream.reset` this half too."""

    stream: Stream


class Aborted(NamedTuple):
    """The other side has reset a stream: it is over, and what was queued is dropped."""

    stream: Stream


class Drained(NamedTuple):
    """All that was queued in a stream has been sent."""

    stream: Stream


class Answered(NamedTuple):
    """The other side has answered a ping of the session."""

    value: int


class WentAway(NamedTuple):
    """The other side ends the session; no streams can be opened any more."""

    code: int
    """0: normally; 1: it says that the protocol was violated; others: something went wrong."""


Event = Opened | Received | Finished | Aborted | Drained | Answered | WentAway
