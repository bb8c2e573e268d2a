"""The words of PING: knocks, what waits in outboxes and inboxes, blocks and masks.

PING Draft 0.1; docs/wire/ping.md.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

NODE: Final = ""
"""The owner of what belongs to the server itself, which has an address at the root."""

ASK: Final = "ask"
"""The payload type of who names none."""


class SenderState(StrEnum):
    """How far a ping has come that we sent."""

    PING_EXISTS = "PING_EXISTS"
    """Composed; nobody is known to have heard of it."""
    PING_RECEIVED = "PING_RECEIVED"
    """The target took the notification."""
    CONTENT_PULLED = "CONTENT_PULLED"
    """Somebody who knew the ping's id fetched the content."""
    ACKNOWLEDGED = "ACKNOWLEDGED"
    """The receiver has the content. Terminal."""
    EXPIRED = "EXPIRED"
    """Nobody acknowledged it within the maximum age. Terminal."""


class ReceiverState(StrEnum):
    """How far a ping has come that we were sent."""

    PING_RECEIVED = "PING_RECEIVED"
    """Somebody knocked; the owner has not decided."""
    CONTENT_PULLED = "CONTENT_PULLED"
    """The content is stored here; the sender may not know that yet."""
    ACKNOWLEDGED = "ACKNOWLEDGED"
    """The sender confirmed that it knows. Terminal."""
    IGNORED = "IGNORED"
    """The owner does not want it. Terminal, and remembered: it may knock as often as it likes."""
    EXPIRED = "EXPIRED"
    """It came to no end within the maximum age. Terminal."""


class Tier(StrEnum):
    """Which door a ping came in by."""

    PUBLIC = "public"
    """Open to everybody."""
    USER = "user"
    """Open to whom the owner gave a token."""
    PRIVATE = "private"
    """The content is ciphertext that the server cannot read."""
    ANONYMOUS = "anonymous"
    """The origin is sealed."""


class BlockKind(StrEnum):
    """What the value of a block means."""

    ORIGIN = "origin"
    """An origin, to the letter."""
    PREFIX = "prefix"
    """An origin and everything below its path: one tenant of a shared host."""
    HOST = "host"
    """A host name or address, on every port."""
    NETWORK = "network"
    """A network that knocks come from, in CIDR notation."""


@dataclass(frozen=True, slots=True)
class Knock:
    """What ``POST /ping`` carries: word that there is something, and where."""

    ping_id: str = field(repr=False)
    """1 to 128 of ``[A-Za-z0-9._~-]``; with ``origin`` it names the ping."""
    origin: str
    """The sender's address, as it wrote it; asserted, not proven. See `address.canonical`."""
    payload_type: str = ASK
    """What kind of content it is; the word means something to the two applications only."""
    content_hash: str | None = None
    """SHA-256 of the content's UTF-8, 64 lower-case hexadecimal digits; None: not said."""
    size: int | None = None
    """Bytes of the content's UTF-8, a hint; None: not said."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What waits in an outbox. ``(owner, ping_id)`` is its name."""

    owner: str
    """A PublicId, or `NODE`."""
    ping_id: str = field(repr=False)
    """Made by us, 122 random bits or more: who knows it may fetch the content."""
    origin: str
    """The address announced: the owner's, or one of its masks'."""
    target: str
    """The address to knock at."""
    payload_type: str
    """What kind of content it is."""
    content: str = field(repr=False)
    """What may be fetched until the end; a string, whatever it means."""
    content_hash: str
    """SHA-256 of the content's UTF-8, 64 lower-case hexadecimal digits."""
    state: SenderState
    """How far it has come."""
    created_at: float
    """Epoch seconds."""
    tries: int = 0
    """How often the target was knocked at."""
    next_try_at: float | None = None
    """Epoch seconds of the next knock; None: no more of them."""
    endpoint: str = "/ping"
    """Where, below the target, to knock first; see `delivery`. Of the public door's two, the one
    that worked last."""
    token: str | None = field(default=None, repr=False)
    """What to say at ``/ping/user``, and nowhere else; None: nothing, or knocks are over."""

    @property
    def knock(self) -> Knock:
        """What is said at the target's door."""
        size = len(self.content.encode())
        return Knock(self.ping_id, self.origin, self.payload_type, self.content_hash, size)


@dataclass(frozen=True, slots=True)
class Incoming:
    """What waits in an inbox. ``(owner, knock.origin, knock.ping_id)`` is its name.

    The id alone is not enough: a stranger who knows it could give the ping another origin.
    """

    owner: str
    """A PublicId, or `NODE`."""
    knock: Knock
    """What was said at the door."""
    tier: Tier
    """Which door."""
    state: ReceiverState
    """How far it has come."""
    received_at: float
    """Epoch seconds of the first knock."""
    content: str | None = field(default=None, repr=False)
    """What was fetched; None before that."""


@dataclass(frozen=True, slots=True)
class Block:
    """Whom an owner does not want to hear. ``(owner, kind, value)`` is its name."""

    owner: str
    """A PublicId, or `NODE`."""
    kind: BlockKind
    """What ``value`` means."""
    value: str
    """In its canonical form, so that equal blocks are equal strings. See `block.read_block`."""
    created_at: float
    """Epoch seconds."""


@dataclass(frozen=True, slots=True)
class Mask:
    """An address that stands for its owner without telling who that is."""

    mask_id: str
    """32 random bytes, like a PublicId in form and derivable from nothing."""
    owner: str
    """A PublicId, or `NODE`."""
    created_at: float
    """Epoch seconds."""
    expires_at: float | None = None
    """Epoch seconds from which on it takes nothing; None: never."""
    single_pull: bool = False
    """It takes one ping, then none."""
    used: bool = False
    """It has taken one."""
    revoked: bool = False
    """Its owner gave it up."""
