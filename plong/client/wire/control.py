"""The control messages of docs/wire/files.md."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hello:
    """I am here and linked to you: link back."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """I am linked to you too."""


@dataclass(frozen=True, slots=True)
class Busy:
    """I talk with somebody else already."""


@dataclass(frozen=True, slots=True)
class Bye:
    """I leave on purpose."""


@dataclass(frozen=True, slots=True)
class Ping:
    """Answer at once."""

    number: int | float


@dataclass(frozen=True, slots=True)
class Pong:
    """The answer to a `Ping`."""

    number: int | float


@dataclass(frozen=True, slots=True)
class Offer:
    """Take this file, or this stream."""

    id: str
    name: str
    """As the sender says it, not to be trusted; empty for a stream."""
    size: int | None
    """Bytes; None for a stream."""


@dataclass(frozen=True, slots=True)
class BadOffer:
    """An offer that breaks a rule."""

    id: str


@dataclass(frozen=True, slots=True)
class Accept:
    """Yes, and I have the first ``start`` bytes, whose hash is this."""

    id: str
    start: int
    sha256: str | None
    window: int


@dataclass(frozen=True, slots=True)
class Begin:
    """The next chunk starts here."""

    id: str
    start: int


@dataclass(frozen=True, slots=True)
class Got:
    """So many bytes are stored."""

    id: str
    stored: int


@dataclass(frozen=True, slots=True)
class End:
    """That was all."""

    id: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Done:
    """I have it whole."""

    id: str


@dataclass(frozen=True, slots=True)
class Cancel:
    """It ends here."""

    id: str
    reason: str


Greeting = Hello | Welcome | Busy | Bye
Transferring = Offer | BadOffer | Accept | Begin | Got | End | Done | Cancel
Control = Greeting | Ping | Pong | Transferring
