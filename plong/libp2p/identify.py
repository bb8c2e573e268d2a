"""Saying who one is, and asking. docs/wire/libp2p.md, "What peers say of themselves"."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Final

from plong.libp2p.services import Factory, Handler, Line, StreamIO
from plong.protocol.libp2p.crypto import Crypto
from plong.protocol.libp2p.identify import IDENTIFY, Identify, IdentifyReader, write_identify
from plong.protocol.libp2p.multiaddr import Multiaddr
from plong.protocol.libp2p.peer_record import seal_peer_record
from plong.protocol.libp2p.yamux.errors import CannotOpen

PROTOCOL_VERSION: Final = "ipfs/0.1.0"
"""As all programs have it."""

_MAX_RECORDS: Final = 64
"""Signed records that are kept, of which a machine with few addresses needs few."""


class Introductions:
    """What a node says of itself.

    Args:
        crypto: its keys.
        agent_version: its program.
        sequence: the number of its first signed record: seconds since 1970.
    """

    def __init__(self, crypto: Crypto, agent_version: str, sequence: int) -> None:
        self._crypto = crypto
        self._agent_version = agent_version
        self._sequence = sequence - 1
        self.announce(())

    def announce(self, addresses: tuple[Multiaddr, ...], *, is_all: bool = True) -> None:
        """Say from now on that it can be reached there.

        Args:
            addresses: without its name.
            is_all: whether there are no others; if not, each peer is told where it has come, too.
        """
        self.addresses = addresses
        self._is_all = is_all
        self._sequence += 1
        self._records: dict[tuple[Multiaddr, ...], bytes] = {}
        self._record_of(addresses)

    def addresses_at(self, reached: Multiaddr | None) -> tuple[Multiaddr, ...]:
        """Return what is announced to who has reached the node there."""
        if self._is_all or reached is None or reached in self.addresses:
            return self.addresses
        return (reached, *self.addresses)

    def to(self, line: Line, protocols: Iterable[str]) -> Identify:
        """Return what is said to who is there."""
        addresses = self.addresses_at(line.reached)
        return Identify(
            key=self._crypto.key,
            addresses=addresses,
            protocols=tuple(protocols),
            observed=line.remote,
            agent_version=self._agent_version,
            protocol_version=PROTOCOL_VERSION,
            signed_record=self._record_of(addresses),
        )

    def _record_of(self, addresses: tuple[Multiaddr, ...]) -> bytes:
        if addresses not in self._records:
            if len(self._records) >= _MAX_RECORDS:
                self._records.clear()
            self._records[addresses] = seal_peer_record(self._sequence, addresses, self._crypto)
        return self._records[addresses]

    def answering(self, protocols: Iterable[str]) -> Factory:
        """Return what answers who asks.

        Args:
            protocols: what is offered, also later.
        """
        return lambda io: _Introduction(io, self.to(io.connection, protocols))


def ask_who(line: Line, told: Callable[[], None] = lambda: None) -> None:
    """Ask the other side who it is.

    Args:
        line: to whom; its `Line.identity` is the answer, if there is one.
        told: is called when there is, or will be none as long as the connection is there.
    """
    line.open(IDENTIFY, lambda io: _Question(io, told), told)


async def learn_who(line: Line, timeout: float) -> Identify | None:  # noqa: ASYNC109 - no error
    """Ask the other side who it is; return what it says, None if it does not.

    Args:
        line: to whom.
        timeout: seconds to wait.
    """
    done = asyncio.Event()
    with suppress(TimeoutError, CannotOpen):
        ask_who(line, done.set)
        async with asyncio.timeout(timeout):
            await done.wait()
    return line.identity


class _Introduction(Handler):
    def __init__(self, io: StreamIO, identify: Identify) -> None:
        self._io = io
        io.send(write_identify(identify))
        io.close()

    def received(self, _data: bytes) -> None:
        self._io.reset()  # who asks, has nothing to say

    def finished(self) -> None:
        """Both have closed it."""

    def aborted(self) -> None:
        """Nobody waits."""

    def drained(self) -> None:
        """Nobody waits."""


class _Question(Handler):
    def __init__(self, io: StreamIO, told: Callable[[], None]) -> None:
        self._io = io
        self._told = told
        self._reader = IdentifyReader()
        io.close()

    def received(self, data: bytes) -> None:
        self._reader.receive(data)
        self._io.consume(len(data))

    def finished(self) -> None:
        self._io.connection.identity = self._reader.end()
        self._told()

    def aborted(self) -> None:
        self._told()

    def drained(self) -> None:
        """Nobody waits."""
