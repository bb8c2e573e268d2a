"""What the parts of one node share."""

from collections.abc import Callable
from dataclasses import dataclass, field

from plong.protocol.lcdp.crypto import Crypto
from plong.protocol.lcdp.endpoint import Reach
from plong.protocol.lcdp.keyring import Keyring
from plong.protocol.lcdp.models import Endpoint
from plong.protocol.lcdp.peers import PeerTable
from plong.protocol.lcdp.probing import Prober
from plong.protocol.lcdp.provider import ContentProvider, NoContent


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """Another node of the same owner."""

    address: Endpoint
    """Where others reach it."""
    key: bytes
    """32 bytes of an Ed25519 public key."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the owner of a node decides."""

    reach: Reach = field(default_factory=Reach)
    """Which addresses it calls and passes on where others have named them."""
    provider: ContentProvider = field(default_factory=NoContent)
    """Who has its files."""
    bootstrap: tuple[Endpoint, ...] = ()
    """Nodes that are called until they answer, and again when they are forgotten."""
    hears_all: bool = False
    """Whether the owner hears of all that can be read (`events.Received`)."""
    directory: Callable[[bytes, Endpoint], DirectoryEntry | None] | None = None
    """What other nodes the owner has, by 32 bytes: a key, or another name that is asked for.

    The address is that of who asks, to whom one may be nearer than to others.
    """
    version: str = ""
    """Of the program, for people who ask."""
    refused: Callable[[str], None] = lambda _: None
    """Is told why a datagram, or what stood in it, was dropped: one of the words of `drops`."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a node knows, and decides."""

    crypto: Crypto
    choices: Choices
    peers: PeerTable
    prober: Prober
    keyring: Keyring = field(default_factory=Keyring)
