"""What the parts of one node share."""

from collections.abc import Callable
from dataclasses import dataclass, field

from plong.protocol.lcdp.crypto import Crypto
from plong.protocol.lcdp.endpoint import Reach
from plong.protocol.lcdp.keyring import Keyring
from plong.protocol.lcdp.models import Endpoint
from plong.protocol.lcdp.peers import PeerTable
from plong.protocol.lcdp.probing import Prober
from plong.protocol.lcdp.shelf import EmptyShelf, Shelf


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody who lives at this node."""

    address: Endpoint
    """Where others reach him."""
    key: bytes
    """32 bytes of an Ed25519 public key."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the owner of a node decides."""

    reach: Reach = field(default_factory=Reach)
    """Which addresses it calls and passes on where others have named them."""
    shelf: Shelf = field(default_factory=EmptyShelf)
    """Who has its files."""
    bootstrap: tuple[Endpoint, ...] = ()
    """Nodes that are called until they answer, and again when they are forgotten."""
    hears_all: bool = False
    """Whether the owner hears of all that can be read (`events.Came`)."""
    directory: Callable[[bytes, Endpoint], Resident | None] | None = None
    """Who else is at home here, by 32 bytes: his key, or another name that he is asked for by.

    The address is that of who asks, to whom one may be nearer than to others.
    """
    version: str = ""
    """Of the program, for people who ask."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a node knows, and decides."""

    crypto: Crypto
    choices: Choices
    peers: PeerTable
    prober: Prober
    keyring: Keyring = field(default_factory=Keyring)
