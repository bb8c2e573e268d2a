"""The contract of an engine: what goes between the nodes of one server.

A node holds the connections that its own sockets carry. Each decision about a receiver is taken
by the node that holds it (`Node.receive`), so that no node needs to know another's links.
"""

import abc
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from plong.protocol.errors import Refusal


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message for a peer that has no connection on the sender's node."""

    sender: str
    """PublicId."""
    target: str
    """PublicId."""
    kind: int
    """`plong.protocol.messages.TEXT` or ``BINARY``."""
    payload: bytes


@dataclass(frozen=True, slots=True)
class PeerLinked:
    """A peer linked to ``target``, with the first of its connections to do so."""

    peer: str
    target: str


@dataclass(frozen=True, slots=True)
class PeerUnlinked:
    """The last of a peer's connections that were linked to ``target`` no longer is."""

    peer: str
    target: str


@dataclass(frozen=True, slots=True)
class PeerGone:
    """A peer has no connection left."""

    peer: str


@dataclass(frozen=True, slots=True)
class PeerRemoved:
    """A peer said ``obai`` or was pruned: its connections must be closed."""

    peer: str


@dataclass(frozen=True, slots=True)
class PeerPinged:
    """Somebody left word for a peer (PING): its connections are told."""

    peer: str
    ping_id: str
    origin: str
    payload_type: str


Notice = PeerLinked | PeerUnlinked | PeerGone | PeerRemoved | PeerPinged


class Node(Protocol):
    """What an engine calls: the hub of its own node."""

    def receive(self, envelope: Envelope) -> bool:
        """Deliver to a connection of this node; False if the target has none here."""

    def notice(self, notice: Notice) -> None:
        """Tell this node's connections, and act, as far as they are concerned."""


class Engine(abc.ABC):
    """Carries envelopes and notices between nodes. Its methods do not wait; it may queue."""

    @abc.abstractmethod
    async def start(self, node: Node) -> None:
        """Begin to carry for ``node``."""

    @abc.abstractmethod
    async def stop(self) -> None:
        """End; nothing is called after this returns."""

    @abc.abstractmethod
    def attached(self, peer: str) -> None:
        """Hear that ``peer`` has its first connection on this node: its envelopes come here."""

    @abc.abstractmethod
    def detached(self, peer: str) -> None:
        """Hear that ``peer`` has no connection left on this node."""

    @abc.abstractmethod
    def forward(self, envelope: Envelope, undelivered: Callable[[Refusal], None]) -> None:
        """Carry an envelope to another node, or call ``undelivered`` with the reason why not."""

    @abc.abstractmethod
    def announce(self, notice: Notice) -> None:
        """Carry a notice to every node, this one included."""
