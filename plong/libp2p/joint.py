"""Two streams of a relay that are one: what comes in either goes out in the other.

Flow control: bytes are passed on as they come, and consumed where they came from only while
nothing waits where they go to. So in each direction a window at most waits at the relay, and who
reads slowly is written to slowly.
"""

from collections.abc import Callable

from plong.libp2p.leg import Leg, Way
from plong.protocol.libp2p.relay.circuits import Circuit, Side


class Joint(Way):
    """Both directions of one relayed connection.

    Args:
        legs: the caller's and the called's stream.
        circuit: what may go through.
        end: is called when both streams are over, or more came than may go through: then they are
            to be reset. Perhaps more than once.
    """

    def __init__(self, legs: tuple[Leg, Leg], circuit: Circuit, end: Callable[[], None]) -> None:
        self._legs = legs
        self._circuit = circuit
        self._end = end
        self._waiting = [0, 0]
        """Bytes from each side that it is not yet told to be consumed."""
        self.carried = 0
        """Bytes, in both directions."""

    def begin(self) -> None:
        """Carry what has come, and all that comes."""
        for leg in self._legs:
            leg.carry(self)

    def received(self, leg: Leg, data: bytes) -> None:
        """Pass it on, as far as it may go through."""
        side = self._side(leg)
        size = self._circuit.carry(side, len(data))
        self.carried += size
        self._opposite(side).io.send(data[:size])
        if size < len(data):
            self._end()
            return
        self._waiting[side] += size
        self._consume(side)

    def finished(self, leg: Leg) -> None:
        """Pass it on, behind all that waits."""
        self._opposite(self._side(leg)).io.close()
        self._end_if_over()

    def drained(self, leg: Leg) -> None:
        """Let more come from the other side."""
        self._consume(Side(1 - self._side(leg)))
        self._end_if_over()

    def tick(self) -> None:
        """See whether it has ended without a word."""
        self._end_if_over()

    def _consume(self, side: Side) -> None:
        if self._waiting[side] and self._opposite(side).io.is_clear:
            count, self._waiting[side] = self._waiting[side], 0
            self._legs[side].io.consume(count)

    def _end_if_over(self) -> None:
        if all(leg.io.is_over for leg in self._legs):
            self._end()

    def _side(self, leg: Leg) -> Side:
        return Side.CALLER if leg is self._legs[Side.CALLER] else Side.CALLED

    def _opposite(self, side: Side) -> Leg:
        return self._legs[1 - side]
