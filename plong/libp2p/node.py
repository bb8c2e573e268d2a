"""One peer of libp2p: its connections, what it offers on them, and whom it calls."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from plong.libp2p.calls import Calls
from plong.libp2p.census import Census, Room
from plong.libp2p.connection import Connection, Owner
from plong.libp2p.echo import echo_for
from plong.libp2p.errors import Refused, fault_of
from plong.libp2p.identify import Introductions, ask_who
from plong.libp2p.measure import Pinger
from plong.libp2p.services import Factory
from plong.libp2p.ticking import Ticker
from plong.libp2p.upgrade import LISTENER, Role, Upgrade
from plong.libp2p.wire import Wire
from plong.protocol.libp2p.crypto import Crypto
from plong.protocol.libp2p.dialling import Target
from plong.protocol.libp2p.echoing import PING, Echoes
from plong.protocol.libp2p.identify import IDENTIFY
from plong.protocol.libp2p.multiaddr import Multiaddr
from plong.protocol.libp2p.peer_id import PeerId

CLOSING: Final = 1.0
"""Seconds in which all connections may take their last bytes."""
ENTROPY_BYTES: Final = 32

Watcher = Callable[[PeerId], None]


@dataclass(frozen=True, slots=True)
class NodeChoices:
    """What the owner of a node decides."""

    agent_version: str
    """The program, as others are told, such as ``plong/1.0``."""
    room: Room = field(default_factory=Room)
    streams: int = 64
    """That another side may have at once on one connection."""
    asks_who: bool = True
    """Whether each peer is asked who it is."""
    check: Callable[[Multiaddr], None] = lambda _: None
    """Raises `Refused` if nobody from there may call just now."""
    refused: Callable[[str], None] = lambda _: None
    """Is told why somebody was refused, or ended: the words of `plong.libp2p.errors`."""


class Node(Owner):
    """It offers to be pinged and says who it is; what else, `offer` adds.

    Args:
        crypto: its keys; they must name `upgrade.YAMUX` and no other muxer.
        choices: what its owner decides.
        now: returns seconds since 1970, of a clock that does not jump.
        random: returns so many random bytes.
    """

    def __init__(
        self,
        crypto: Crypto,
        choices: NodeChoices,
        now: Callable[[], float],
        random: Callable[[int], bytes],
    ) -> None:
        self.crypto: Final = crypto
        self.now: Final = now
        self.random: Final = random
        self.connections: Final = Census(choices.room)
        self._choices = choices
        self._calls = Calls()
        self._services: dict[str, Factory] = {}
        self._watchers: list[tuple[Watcher, Watcher]] = []
        self._tickers: list[Callable[[float], None]] = []
        self._pingers: dict[PeerId, Pinger] = {}
        self._ticker = Ticker(self.tick, lambda: len(self.connections) > 0)
        self.introductions: Final = Introductions(crypto, choices.agent_version, int(now()))
        self.offer(IDENTIFY, self.introductions.answering(self._services))
        self.offer(PING, echo_for(Echoes()))

    @property
    def peer_id(self) -> PeerId:
        """Its name."""
        return self.crypto.peer_id

    @property
    def services(self) -> Mapping[str, Factory]:
        """What others may ask for, by the protocols' names."""
        return self._services

    def announce(self, addresses: tuple[Multiaddr, ...], *, is_all: bool = True) -> None:
        """Say from now on that it can be reached there, see `Introductions.announce`."""
        self.introductions.announce(addresses, is_all=is_all)

    def offer(self, protocol: str, factory: Factory) -> None:
        """Offer a protocol, which others may agree on from now on."""
        self._services[protocol] = factory

    def watch(self, connected: Watcher, lost: Watcher) -> None:
        """Have somebody told of each peer's first connection, and of the end of its last."""
        self._watchers.append((connected, lost))

    def attend(self, tick: Callable[[float], None]) -> None:
        """Have somebody told the time about once a second, while there are connections."""
        self._tickers.append(tick)

    def inbound(self, wire: Wire, remote: Multiaddr) -> Connection:
        """Begin with who has called.

        Args:
            wire: the socket that was accepted.
            remote: its other end, as from `socket_multiaddr`, with ``ws`` if it is a WebSocket.

        Raises:
            Refused: there may not be another. Close the socket.
        """
        try:
            self._choices.check(remote)
            self.connections.check(remote)
        except Refused as refused:
            self.refuse(refused.reason)
            raise
        return self._attach(wire, remote, LISTENER)

    def outbound(self, wire: Wire, remote: Multiaddr, expected: PeerId | None = None) -> Connection:
        """Begin with who was called; `dial` does this, and more.

        Args:
            wire: the socket that is connected.
            remote: its other end.
            expected: who must be there; None: whoever it is.
        """
        return self._attach(wire, remote, Role(is_dialer=True, expected=expected))

    async def dial(self, target: Target) -> Connection:
        """Return a connection that is ready: one that there is to this peer, or a new one.

        Raises:
            Unreachable: there is none to be had.
        """
        known = self.connections.of(target.peer) if target.peer else ()
        return known[0] if known else await self._calls.dial(target, self.outbound)

    def pinger(self, peer: PeerId) -> Pinger:
        """Return what measures a peer, over whichever of its connections; there is one a peer."""
        return self._pingers.setdefault(peer, self._make_pinger(peer))

    async def close(self) -> None:
        """Close all connections, and wait until they are gone; those that are slow, are cut."""
        for connection in self.connections:
            connection.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSING):
                await self.connections.wait_until_empty()
        for connection in self.connections:
            connection.abort()

    def refuse(self, reason: str) -> None:
        """Tell the owner that somebody was refused, by a short word."""
        self._choices.refused(reason)

    def ready(self, connection: Connection) -> None:
        """For a connection: the other side has proved who it is."""
        try:
            is_first = self.connections.know(connection)
        except Refused as refused:
            connection.close(refused)
            return
        if self._choices.asks_who:
            ask_who(connection)
        self._calls.ready(connection)
        if is_first:
            for connected, _ in self._watchers:
                connected(connection.peer)

    def over(self, connection: Connection, why: Exception | None) -> None:
        """For a connection: nothing more happens on it."""
        fault = fault_of(why)
        if fault is not None:
            self.refuse(fault)
        self._calls.over(connection, why)
        peer = self.connections.forget_peer(connection)
        if peer is not None:
            self._pingers.pop(peer, None)
            for _, lost in self._watchers:
                lost(peer)

    def gone(self, connection: Connection) -> None:
        """For a connection: its wire is lost."""
        self.connections.remove(connection)
        self._ticker.end_if_idle()

    def tick(self) -> None:
        """Do what is due on all connections; the event loop calls it while there are any."""
        now = self.now()
        for connection in self.connections:
            connection.tick(now)
        for tick in self._tickers:
            tick(now)

    def _make_pinger(self, peer: PeerId) -> Pinger:
        return Pinger(lambda: self.connections.of(peer), time.perf_counter, self.random)

    def _attach(self, wire: Wire, remote: Multiaddr, role: Role) -> Connection:
        entropy = self.random(ENTROPY_BYTES)
        upgrade = Upgrade(self.crypto, entropy, role, self._choices.streams)
        connection = Connection(wire, remote, upgrade, self, self.now())
        self.connections.add(connection)
        self._ticker.begin()
        return connection
