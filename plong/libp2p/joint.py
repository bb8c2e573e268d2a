"""Two streams of a relay that are one: what comes in either goes out in the other."""

from collections.abc import Callable
from typing import Final

from plong.libp2p.lane import Lane
from plong.libp2p.leg import Leg, Way
from plong.protocol.libp2p.relay.circuits import Circuit, Side


class Joint(Way):
    """Both directions of one relayed connection.

    Args:
        caller: the caller's stream.
        called: the called's.
        circuit: what may go through.
        end: is called when both streams are over, or more came than may go through: then they are
            to be reset. Perhaps more than once.
    """

    def __init__(self, caller: Leg, called: Leg, circuit: Circuit, end: Callable[[], None]) -> None:
        self.legs: Final = (caller, called)
        """The caller's, and the called's."""
        self._lanes = (Lane(caller.io, called.io), Lane(called.io, caller.io))
        self._circuit = circuit
        self._end = end
        self.carried = 0
        """Bytes, in both directions."""

    def begin(self) -> None:
        """Carry what has come, and all that comes."""
        for leg in self.legs:
            leg.carry(self)

    def received(self, leg: Leg, data: bytes) -> None:
        """Pass it on, as far as it may go through."""
        side = self._side(leg)
        size = self._circuit.carry(side, len(data))
        self.carried += size
        self._lanes[side].put(data[:size])
        if size < len(data):
            self._end()

    def finished(self, leg: Leg) -> None:
        """Pass it on, behind all that waits."""
        self._lanes[self._side(leg)].end()
        self.look()

    def drained(self, leg: Leg) -> None:
        """Let more come from the other side."""
        self._lanes[1 - self._side(leg)].move()
        self.look()

    def look(self) -> None:
        """See whether both streams are over, of which nobody is told otherwise."""
        if all(leg.io.is_over for leg in self.legs):
            self._end()

    def _side(self, leg: Leg) -> Side:
        return Side.CALLER if leg is self.legs[Side.CALLER] else Side.CALLED
