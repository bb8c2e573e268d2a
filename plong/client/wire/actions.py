"""What the two sides of a transfer decide to do next."""

from dataclasses import dataclass

from plong.client.wire.control import Control


@dataclass(frozen=True, slots=True)
class Say:
    """Send a message to the other side."""

    message: Control


@dataclass(frozen=True, slots=True)
class Compare:
    """Sender: hash the first ``start`` bytes, go on behind them; then `Outgoing.compared`."""

    start: int
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Read:
    """Sender: read and send up to ``length`` bytes; then `Outgoing.sent`."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Conclude:
    """Sender: say `End` with this size and the hash of the whole."""

    size: int


@dataclass(frozen=True, slots=True)
class Rest:
    """Sender: the other side is away; wait a little, then `Outgoing.offer_again`."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Receiver: say `Accept` with the hash of what is stored."""

    stored: int
    window: int


@dataclass(frozen=True, slots=True)
class Restart:
    """Receiver: throw away what is stored."""


@dataclass(frozen=True, slots=True)
class Store:
    """Receiver: append these; then `Incoming.stored`."""

    pieces: tuple[memoryview, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """Receiver: is this the hash of what is stored? Then `Incoming.checked`."""

    sha256: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing, until something comes."""


@dataclass(frozen=True, slots=True)
class Ended:
    """It is over: None if all of it arrived, else a Reason."""

    reason: str | None


SenderAction = Say | Compare | Read | Conclude | Rest | Wait | Ended
ReceiverAction = Say | Answer | Restart | Store | Check | Wait | Ended
