"""The contract of what LCDP's node keeps: whom it knows, so that it finds them again."""

import abc
from dataclasses import dataclass

from plong.protocol.lcdp.claims import Known
from plong.protocol.lcdp.peer import Peer


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Whom a node knows."""

    peers: tuple[Peer, ...] = ()
    """Those heard longest ago first; their calls are not kept."""
    keys: tuple[Known, ...] = ()
    """Likewise."""


class SwarmStore(abc.ABC):
    """Everything that LCDP's node keeps, in the same place as the `Store` it is built upon.

    It is open while that store is, and closed with it. Times are epoch seconds, of a clock that
    may have been wrong. Every method may raise `plong.protocol.errors.Unavailable`.
    """

    @abc.abstractmethod
    async def load(self) -> Snapshot:
        """Return what was saved last; nobody, if nothing was."""

    @abc.abstractmethod
    async def save(self, known: Snapshot) -> None:
        """Keep these and nobody else; return when it is committed, in one step."""
