"""Agreeing on what to speak: multistream-select 1.0.

    dialer                            listener
      │  /multistream/1.0.0             │
      │  /yamux/1.0.0                   │     at once: in one piece with the line above
      ├────────────────────────────────▶│
      │  /multistream/1.0.0             │
      │  na                             │     or the same name: agreed
      │◀────────────────────────────────┤
      │  /ipfs/ping/1.0.0               │     the next that the dialer would speak
      ├────────────────────────────────▶│

Each line ends with a newline and stands behind its length. libp2p specs, connections, "Protocol
Negotiation"; multiformats, multistream-select.
"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from plong.protocol.libp2p.delimited import Delimited, write_delimited
from plong.protocol.libp2p.errors import ProtocolViolation

MULTISTREAM: Final = "/multistream/1.0.0"
MAX_LINE: Final = 1024
"""Bytes, with the newline."""
MAX_PROPOSALS: Final = 64
"""Lines that a dialer may try before it is refused."""

_NOT_AVAILABLE: Final = "na"
_LIST: Final = "ls"


@dataclass(frozen=True, slots=True)
class Agreed:
    """Both sides speak this from here on."""

    protocol: str
    rest: bytes
    """What has already come of it."""


@dataclass(frozen=True, slots=True)
class Declined:
    """The listener speaks nothing that was proposed; nothing else was said."""


class MultistreamListener:
    """The side that is asked.

    After each `receive`, send `data_to_send`. Once `Agreed` is returned, there is nothing more to
    do here. What it is told may be cut anywhere.

    Args:
        protocols: what may be agreed on.
    """

    def __init__(self, protocols: Collection[str]) -> None:
        self._protocols = protocols
        self._lines = _Lines()
        self._tries = MAX_PROPOSALS

    def receive(self, data: bytes) -> Agreed | None:
        """Take what the dialer says; return what is agreed on, as soon as it is.

        Raises:
            ProtocolViolation: a line is too long, no text, or has no newline at its end; the
                first is not `MULTISTREAM`; or there are more than `MAX_PROPOSALS`.
        """
        for line in self._lines.receive(data):
            if self._answer(line):
                return Agreed(line, self._lines.rest())
        return None

    def data_to_send(self) -> bytes:
        """Return what is to be said now, once."""
        return self._lines.data_to_send()

    def _answer(self, proposal: str) -> bool:
        """Answer one line; tell whether it is agreed on."""
        self._tries -= 1
        if self._tries < 0:
            raise ProtocolViolation(f"More than {MAX_PROPOSALS} protocols were proposed.")
        agreed = proposal in self._protocols
        if proposal == _LIST and not agreed:
            self._lines.send_list(self._protocols)
        else:
            self._lines.send(proposal if agreed else _NOT_AVAILABLE)
        return agreed


class MultistreamDialer:
    """The side that asks.

    Send `data_to_send` at the beginning and after each `receive`. If only one protocol is
    proposed, its own first bytes may be sent right behind: a listener that speaks it finds them
    there, and one that does not, says so.

    Args:
        protocols: what would be spoken, the best first; at least one.
    """

    def __init__(self, protocols: Iterable[str]) -> None:
        self._proposals = deque(protocols)
        self._lines = _Lines()
        self._lines.send(self._proposals[0])

    def receive(self, data: bytes) -> Agreed | Declined | None:
        """Take what the listener says; return what comes of it, as soon as that is known.

        Raises:
            ProtocolViolation: a line is too long, no text, or has no newline at its end; the
                first is not `MULTISTREAM`; or one is no answer to what was proposed.
        """
        for line in self._lines.receive(data):
            if line == self._proposals[0]:
                return Agreed(line, self._lines.rest())
            if line != _NOT_AVAILABLE:
                raise ProtocolViolation("The listener answered something else.")
            self._proposals.popleft()
            if not self._proposals:
                return Declined()
            self._lines.send(self._proposals[0])
        return None

    def data_to_send(self) -> bytes:
        """Return what is to be said now, once."""
        return self._lines.data_to_send()


class _Lines:
    """Lines, there and back; the first of each side is `MULTISTREAM`."""

    def __init__(self) -> None:
        self._received = Delimited(MAX_LINE)
        self._to_send = bytearray()
        self._greeted = False
        self.send(MULTISTREAM)

    def receive(self, data: bytes) -> Iterator[str]:
        """Yield each whole line behind the first, without its newline."""
        self._received.receive(data)
        while (message := self._received.next_message()) is not None:
            line = _read_line(message)
            if self._greeted:
                yield line
            elif line != MULTISTREAM:
                raise ProtocolViolation(f"The first line is not {MULTISTREAM}.")
            self._greeted = True

    def rest(self) -> bytes:
        return self._received.rest()

    def send(self, line: str) -> None:
        self._to_send += write_delimited(_write_line(line))

    def send_list(self, protocols: Iterable[str]) -> None:
        """Say all of them: lines behind their lengths, which together are one line again."""
        inner = b"".join(write_delimited(_write_line(protocol)) for protocol in protocols)
        self._to_send += write_delimited(inner + b"\n")

    def data_to_send(self) -> bytes:
        data = bytes(self._to_send)
        self._to_send.clear()
        return data


def _read_line(message: bytes) -> str:
    if not message.endswith(b"\n"):
        raise ProtocolViolation("A line has no newline at its end.")
    try:
        return message[:-1].decode("utf-8")
    except UnicodeDecodeError:
        raise ProtocolViolation("A line is not UTF-8.") from None


def _write_line(line: str) -> bytes:
    return line.encode("utf-8") + b"\n"
