"""What the parts of one node share."""

from dataclasses import dataclass, field

from plong.protocol.lcdp.crypto import Crypto
from plong.protocol.lcdp.endpoint import Reach
from plong.protocol.lcdp.keyring import Keyring
from plong.protocol.lcdp.models import Endpoint
from plong.protocol.lcdp.peers import PeerTable
from plong.protocol.lcdp.probing import Prober
from plong.protocol.lcdp.shelf import EmptyShelf, Shelf


@dataclass(frozen=True, slots=True)
class Choices:
    """What the owner of a node decides."""

    reach: Reach = field(default_factory=Reach)
    """Which addresses it calls and passes on where others have named them."""
    shelf: Shelf = field(default_factory=EmptyShelf)
    """Who has its files."""
    bootstrap: tuple[Endpoint, ...] = ()
    """Nodes that are called until they answer, and again when they are forgotten."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a node knows, and decides."""

    crypto: Crypto
    choices: Choices
    peers: PeerTable
    prober: Prober
    keyring: Keyring = field(default_factory=Keyring)
