"""Streams of yamux, as rows use them."""

from abc import abstractmethod
from collections.abc import Callable
from typing import Final, Protocol, TypeVar

from plong.conformance.expecting import expect, shown
from plong.conformance.outcome import Mismatch
from plong.protocol.libp2p.delimited import Delimited, write_delimited
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.multistream import (
    Agreed,
    Declined,
    MultistreamDialer,
    MultistreamListener,
)
from plong.protocol.libp2p.yamux.stream import Stream

Read = TypeVar("Read")
CLOSED: Final = "closed"
RESET: Final = "reset"
_LONGEST: Final = 8192
"""Bytes of a message that is read."""
_MOST_HELD: Final = 1 << 20
"""Bytes of a stream that may wait to be heard: more than any row asks for."""


class Way(Protocol):
    """The connection that a stream belongs to."""

    @abstractmethod
    async def flush(self) -> None:
        """Send what there is to send."""

    @abstractmethod
    async def until(self, is_so: Callable[[], bool], expected: str) -> None:
        """Hear until something is so. Raise `Mismatch` if it never is."""


class Talk:
    """One stream.

    Args:
        line: the connection.
        stream: made by its session.
    """

    def __init__(self, line: Way, stream: Stream) -> None:
        self.number: Final = stream.id
        self.held = bytearray()
        """What came, and was not heard yet."""
        self.end = ""
        """How the server has ended its side: `CLOSED` or `RESET`."""
        self._line = line
        self._stream = stream

    def take(self, data: bytes) -> None:
        """Take what came. Raise `Mismatch` if it is more than anybody has asked for."""
        self.held += data
        most = f"at most {_MOST_HELD} bytes that nobody has asked for"
        expect(len(self.held) <= _MOST_HELD, most, f"{len(self.held)} on one stream")
        self._stream.consume(len(data))

    async def send(self, data: bytes) -> None:
        """Send bytes."""
        self._stream.send(data)
        await self._line.flush()

    async def close(self) -> None:
        """Send nothing more."""
        self._stream.close()
        await self._line.flush()

    async def hear(self, count: int) -> bytes:
        """Return so many bytes. Raise `Mismatch` if they do not come."""
        expected = f"{count} bytes on a stream"
        await self._line.until(lambda: len(self.held) >= count or bool(self.end), expected)
        expect(len(self.held) >= count, expected, f"{len(self.held)}, then it was {self.end}")
        return self._taken(count)

    async def hear_end(self) -> str:
        """Return how the server ends its side. Raise `Mismatch` if it does not."""
        await self._line.until(lambda: bool(self.end), "the end of a stream")
        return self.end

    async def agree(self, *protocols: str) -> str:
        """Propose what the stream is for; return what was taken, or nothing. Raise `Mismatch`."""
        dialer = MultistreamDialer(protocols)
        while True:
            await self.send(dialer.data_to_send())
            match read(dialer.receive, await self._some()):
                case Agreed(protocol, rest):
                    self.held[:0] = rest
                    return protocol
                case Declined():
                    return ""

    async def propose(self, protocol: str) -> None:
        """Say what the stream is for, and do not wait for an answer."""
        await self.send(MultistreamDialer([protocol]).data_to_send())

    async def accept(self, protocol: str) -> None:
        """Agree with the server, who has opened the stream, on what it is for."""
        listener, agreed = MultistreamListener([protocol]), None
        while agreed is None:
            agreed = read(listener.receive, await self._some())
            await self.send(listener.data_to_send())
        self.held[:0] = agreed.rest

    async def say(self, message: bytes) -> None:
        """Send a message behind its length."""
        await self.send(write_delimited(message))

    async def hear_message(self) -> bytes:
        """Return a message that stands behind its length. Raise `Mismatch`."""
        messages = Delimited(_LONGEST)
        while True:
            messages.receive(await self._some())
            if (message := read(lambda _: messages.next_message())) is not None:
                self.held[:0] = messages.rest()
                return message

    async def _some(self) -> bytes:
        await self._line.until(lambda: bool(self.held or self.end), "bytes on a stream")
        expect(bool(self.held), "bytes on a stream", f"it was {self.end}")
        return self._taken(len(self.held))

    def _taken(self, count: int) -> bytes:
        taken = bytes(self.held[:count])
        del self.held[:count]
        return taken


def read(reader: Callable[[bytes], Read], data: bytes = b"") -> Read:
    """Return what a reader of libp2p's rules makes of bytes. Raise `Mismatch` if it refuses."""
    try:
        return reader(data)
    except ProtocolViolation as violation:
        raise Mismatch("what the rules of libp2p allow", shown(str(violation))) from None
