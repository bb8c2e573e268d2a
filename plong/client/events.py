"""What happens beside messages: ``async for event in me.events()``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plong.client.offer import Offer
from plong.client.peer import Peer
from plong.client.wire.errors import PlongError


@dataclass(frozen=True, slots=True)
class Linked:
    """The peer that we are linked to has linked back."""

    peer: Peer


@dataclass(frozen=True, slots=True)
class Unlinked:
    """The peer that we are linked to is there, but no longer linked back."""

    peer: Peer


@dataclass(frozen=True, slots=True)
class Gone:
    """The peer that we are linked to has no connection left; it may come back."""

    peer: Peer


@dataclass(frozen=True, slots=True)
class Restarting:
    """The server will stop on purpose; we come back by ourselves."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The connection to the server broke."""


@dataclass(frozen=True, slots=True)
class Reconnecting:
    """There will be an attempt to come back, counted from 1, after ``delay`` seconds."""

    attempt: int
    delay: float


@dataclass(frozen=True, slots=True)
class Reconnected:
    """The connection is there again, under the same name and with the same link."""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message did not reach its peer (``not-connected``), or we send too fast."""

    error: PlongError


@dataclass(frozen=True, slots=True)
class Closed:
    """Nothing more will happen. ``error`` is None if we closed the connection ourselves."""

    error: PlongError | None


@dataclass(frozen=True, slots=True)
class Hello:
    """A peer found us and is linked to us (docs/wire/files.md)."""

    peer: Peer


@dataclass(frozen=True, slots=True)
class Welcome:
    """A peer that we found is linked to us too."""

    peer: Peer


@dataclass(frozen=True, slots=True)
class Busy:
    """A peer that we found talks with somebody else."""

    peer: Peer


@dataclass(frozen=True, slots=True)
class Bye:
    """A peer left on purpose and will not come back."""

    peer: Peer


@dataclass(frozen=True, slots=True)
class Offered:
    """A peer offers a file or a stream."""

    offer: Offer


@dataclass(frozen=True, slots=True)
class Knocked:
    """Somebody left word for us; ``me.pull(ping_id, origin)`` fetches it (docs/wire/ping.md).

    What came while there was no connection is not told: ``me.inbox()`` has all that waits.
    """

    ping_id: str
    origin: str
    payload_type: str


@dataclass(frozen=True, slots=True)
class HeardLcdp:
    """Our node of LCDP has answered or heard something; see `plong.client.me.Me.lcdp`.

    ``messages`` are objects with one name each, first of all ``YourEd25519`` (docs/wire/lcdp.md).
    """

    messages: Sequence[Mapping[str, Any]]


Event = (
    Linked
    | Unlinked
    | Gone
    | Restarting
    | Disconnected
    | Reconnecting
    | Reconnected
    | Undelivered
    | Closed
    | Hello
    | Welcome
    | Busy
    | Bye
    | Offered
    | Knocked
    | HeardLcdp
)
