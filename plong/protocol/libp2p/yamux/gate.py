"""Whether data of streams may go out, or waits in them until the wire takes more."""

from abc import abstractmethod
from typing import Protocol


class Waiting(Protocol):
    """A stream that has something to send."""

    @property
    @abstractmethod
    def id(self) -> int:
        """Its number."""

    @abstractmethod
    def go_on(self) -> None:
        """Send what there is, as far as the window and the gate let it through."""


class Gate:
    """One for all streams of a session. Who waits longest, goes first.

    What is no data passes a gate that is shut: who holds back the words that widen windows, may
    wait for somebody who waits for them.
    """

    __slots__ = ("_waiting", "is_shut")

    def __init__(self) -> None:
        self.is_shut = False
        self._waiting: dict[int, Waiting] = {}

    def wait(self, stream: Waiting) -> None:
        """Have a stream go on as soon as the gate is open; more than once does no harm."""
        self._waiting.setdefault(stream.id, stream)

    def leave(self, stream: Waiting) -> None:
        """Forget a stream that is over."""
        self._waiting.pop(stream.id, None)

    def let_one(self) -> bool:
        """Have the next stream go on; tell whether there was one."""
        if self.is_shut or not self._waiting:
            return False
        self._waiting.pop(next(iter(self._waiting))).go_on()
        return True
