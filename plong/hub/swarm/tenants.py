"""The nodes that a server lends: each has a key and a socket of its own, and some a name."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from plong.config import Config
from plong.hub.swarm.choices import choices_of
from plong.hub.swarm.tenant import Tenant, TenantListener
from plong.lcdp.runner import Runner
from plong.lcdp.udp import is_everywhere, source_towards
from plong.protocol.errors import ServerFull
from plong.protocol.lcdp.claims import Known
from plong.protocol.lcdp.crypto import Crypto
from plong.protocol.lcdp.endpoint import endpoint_of
from plong.protocol.lcdp.events import Event
from plong.protocol.lcdp.models import Endpoint
from plong.protocol.lcdp.node import LcdpNode
from plong.protocol.lcdp.parts import Choices, DirectoryEntry
from plong.protocol.lcdp.peer import Peer

INTRODUCED: Final = 64
"""Peers that a new tenant is told of: each of them is called, and the others can be asked for."""
RECENT_TENANTS: Final = 8
"""Tenants that a new one is told of: they are of one network, where a node knows 16 peers."""
TOO_MANY: Final = "As many nodes of LCDP are lent as this server has (bridge_tenants)."


@dataclass(frozen=True, slots=True)
class World:
    """What nodes are made of."""

    now: Callable[[], float]
    """Epoch seconds of a clock that does not go back."""
    random: Callable[[int], bytes]
    """So many random bytes."""
    make_crypto: Callable[[], Crypto]
    """Fresh keys."""
    refused: Callable[[str], None] = lambda _: None
    """Is told of what nodes drop, see `Choices.refused`."""


class Tenants:
    """Lends nodes, and knows where each of them is.

    Args:
        config: where they listen, and how many there may be.
        world: what they are made of.
    """

    def __init__(self, config: Config, world: World) -> None:
        self._host = config.udp_host or config.host
        self._limit = config.bridge_tenants
        self._choices = replace(choices_of(config), refused=world.refused)
        self._world = world
        self._tenants: dict[Tenant, None] = {}
        self._near = ""  # where they are for others on this machine
        self._named: dict[bytes, dict[Tenant, None]] = {}  # who came last is meant

    def reconfigure(self, config: Config) -> None:
        """Lend so many from now on."""
        self._limit = config.bridge_tenants

    def __len__(self) -> int:
        return len(self._tenants)

    def admit(
        self, own: LcdpNode, home: Endpoint, listener: TenantListener, name: bytes | None
    ) -> Tenant:
        """Lend a node until it is closed.

        Args:
            own: the server's node, whose peers and keys it is told of.
            home: where that one is, for others on this machine.
            listener: hears what comes.
            name: 32 bytes by which others may ask for it beside its key; None: it has no such name.

        Raises:
            ServerFull: there are as many as there may be, or no more sockets.
        """
        if len(self._tenants) >= self._limit:
            raise ServerFull(TOO_MANY)
        self._near = home.host
        crypto = self._world.make_crypto()
        node = self._make_node(crypto, home)
        self._introduce(own, node)
        self._introduce_recent(node)
        names = [crypto.key] if name is None else [crypto.key, name]
        return self._let(crypto.key, node, listener, names)

    def find(self, name: bytes, requester: Endpoint) -> DirectoryEntry | None:
        """Return where a tenant is, for `Choices.directory`.

        Nobody from outside is told an address that is out of reach.
        """
        named = self._named.get(name)
        if not named:
            return None
        tenant = next(reversed(named))
        host = source_towards(requester) if is_everywhere(self._host) else self._near
        address = endpoint_of(host or "", tenant.port)
        if address is None or not self._may_tell(address, requester):
            return None
        return DirectoryEntry(address, tenant.key)

    def close(self) -> None:
        """Let all go."""
        for tenant in list(self._tenants):
            tenant.close()

    def _may_tell(self, address: Endpoint, requester: Endpoint) -> bool:
        reach = self._choices.reach
        return reach.allows(address) or not reach.allows(requester)

    def _make_node(self, crypto: Crypto, home: Endpoint) -> LcdpNode:
        choices: Choices = replace(self._choices, bootstrap=(home,), hears_all=True)
        return LcdpNode(crypto, self._world.random, self._world.now(), choices)

    def _introduce(self, own: LcdpNode, node: LcdpNode) -> None:
        """Tell a new node of some who have proved their addresses, and of their keys.

        Not of the cookies that they told the server's node: they want others from another port.
        Nor of all keys: thousands take longer than all the rest, and pages come again and again.
        """
        peers = own.peers.some(INTRODUCED)
        node.peers.restore((replace(peer, cookie=None) for peer in peers), self._world.now())
        for peer in peers:
            there = map(own.keyring.find, own.keyring.keys_at(peer.endpoint))
            node.keyring.restore(known for known in there if known and known.is_proven)

    def _introduce_recent(self, node: LcdpNode) -> None:
        """Tell a new node of the last tenants, whose addresses may be out of its reach."""
        now = self._world.now()
        for tenant in islice(reversed(self._tenants), RECENT_TENANTS):
            address = Endpoint(self._near, tenant.port)
            node.peers.restore([Peer(address, now)], now)
            node.keyring.restore([Known(tenant.key, address, now, is_proven=True)])

    def _let(
        self, key: bytes, node: LcdpNode, listener: TenantListener, names: list[bytes]
    ) -> Tenant:
        def run(heard: Callable[[Event], None]) -> Runner:
            return Runner(node, self._world.now, heard, self._host, 0)

        try:
            tenant = Tenant(key, run, listener, self._world.now, lambda: self._leave(tenant, names))
        except OSError:  # no more files, say
            raise ServerFull(TOO_MANY) from None
        self._tenants[tenant] = None
        for name in names:
            self._named.setdefault(name, {})[tenant] = None
        return tenant

    def _leave(self, tenant: Tenant, names: list[bytes]) -> None:
        del self._tenants[tenant]
        for name in names:
            del self._named[name][tenant]
            if not self._named[name]:
                del self._named[name]
