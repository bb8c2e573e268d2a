"""Puts libp2p together; only a server that has it in its mode imports this, and needs its extra."""

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from plong.config import Config
from plong.endpoints.libp2p.peering import Entrance, Peering
from plong.endpoints.libp2p.tcp import CountedTcpWire
from plong.hub.clock import Clock
from plong.hub.entropy import Entropy
from plong.hub.libp2p.addresses import Spot, shown, told
from plong.hub.libp2p.choices import announced, choices_of, relay_choices_of
from plong.hub.libp2p.door import Door
from plong.hub.tally import Tally
from plong.keeping import kept_secret
from plong.libp2p.hop import Hop, relay_on
from plong.libp2p.node import Node
from plong.libp2p.upgrade import YAMUX
from plong.listening import listen_for_libp2p
from plong.noise.host import SEED_BYTES, Host
from plong.store.base import Store


@asynccontextmanager
async def running_peering(
    config: Config, store: Store, clock: Clock, tally: Tally
) -> AsyncIterator[Peering]:
    """Build the server's peer and let it listen, and take it down again.

    Its work (`Peering.run`) is for the caller to run.

    Raises:
        ConfigError: ``libp2p_announce`` names what is no address, or another peer.
        StartError: it cannot listen.
        StoreError: the store can store nothing.
    """
    keys = await _make_keys(config, store)
    with listen_for_libp2p(config) as listener:
        spots = _spots(config, listener)
        named = announced(config, keys.peer_id)
        door = Door(config.libp2p_handshakes_per_minute, clock.now, tally)
        node = Node(keys, choices_of(config, door), clock.now, Entropy().take)
        node.announce(named or told(spots), is_all=bool(named))
        hop = _make_hop(node, config)
        peering = Peering(
            Entrance(node, door, hop), named or shown(spots), clock, config.restart_timeout
        )
        async with _accepting(peering, listener, tally):
            yield peering


async def _make_keys(config: Config, store: Store) -> Host:
    """Return the keys, of which that of the name outlives a restart."""
    seed = await kept_secret(config, store, "libp2p", SEED_BYTES)
    return Host(seed, secrets.token_bytes(SEED_BYTES), (YAMUX,))


def _make_hop(node: Node, config: Config) -> Hop | None:
    choices = relay_choices_of(config)
    return relay_on(node, choices) if choices is not None else None


def _spots(config: Config, listener: socket.socket) -> tuple[Spot, ...]:
    host, port = listener.getsockname()[:2]
    return Spot(host, port), Spot(config.host, config.port, ("ws",))


@asynccontextmanager
async def _accepting(
    peering: Peering, listener: socket.socket, tally: Tally
) -> AsyncIterator[None]:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: CountedTcpWire(peering.admit, tally), sock=listener)
    peering.accept(server)
    try:
        yield
    finally:
        await peering.close()
