"""Datagrams of LCDP: JSON arrays over UDP, of which any may be lost."""

import asyncio
import json
import socket
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, NamedTuple

from plong.conformance.expecting import expect, shown
from plong.conformance.outcome import Mismatch

_TRIES: Final = 3
_LARGEST: Final = 65_535
WHO: Final[Mapping[str, Any]] = {"PleaseSendPeers": {}}
"""The shortest question, which every node answers."""
_CALL: Final = "PleaseSendPeers"
"""Stands in what a node says unasked, and in no answer."""

Messages = Mapping[str, Any]
"""What a datagram says: payloads by their types."""


class Place(NamedTuple):
    """Where datagrams go."""

    family: int
    """Of `socket`."""
    address: tuple[Any, ...]


class Stranger:
    """A socket whose datagrams go to one place, and that hears from there only.

    Args:
        place: the place.
        patience: seconds after which a datagram is taken for lost, and said again.
    """

    def __init__(self, place: Place, patience: float = 1.5) -> None:
        self.received = 0
        """Bytes that came so far, with a datagram's headers each."""
        self.sent = 0
        self._patience = patience
        self.is_ipv4: Final = place.family == socket.AF_INET
        self._socket = socket.socket(place.family, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        try:
            self._socket.connect(place.address)
        except OSError:
            self._socket.close()
            raise

    async def say(self, data: bytes) -> None:
        """Send a datagram as it is."""
        self.sent += len(data) + HEADERS
        with suppress(OSError):  # of the one before; `hear` tells
            await asyncio.get_running_loop().sock_sendall(self._socket, data)

    async def ask(self, *messages: object) -> Messages:
        """Return the answer to a datagram. Raise `Mismatch` if none comes, or no array."""
        question = json.dumps(messages, separators=(",", ":")).encode()
        for _ in range(_TRIES):
            await self.say(question)
            with suppress(OSError):  # TimeoutError among them
                async with asyncio.timeout(self._patience):
                    return await self._hear_answer()
        raise Mismatch("an answer over UDP", "none")

    async def hear_call(self) -> Messages:
        """Return what the node says next of its own accord. Raise `Mismatch` if it does not."""
        try:
            async with asyncio.timeout(_TRIES * self._patience):
                while _CALL not in (said := await self._hear()):
                    pass
        except OSError:  # TimeoutError among them
            raise Mismatch("a call", "none") from None
        return said

    async def close(self) -> None:
        """Hear nothing more."""
        self._socket.close()

    async def _hear_answer(self) -> Messages:
        while _CALL in (said := await self._hear()):
            pass
        return said

    async def _hear(self) -> Messages:
        data = await asyncio.get_running_loop().sock_recv(self._socket, _LARGEST)
        self.received += len(data) + HEADERS
        return read_datagram(data)


HEADERS: Final = 28
"""Bytes of IPv4 and UDP before each datagram."""


def read_datagram(data: bytes) -> Messages:
    """Return what a datagram says. Raise `Mismatch` if it is no array of messages."""
    try:
        elements = json.loads(data)
    except (ValueError, RecursionError):
        elements = None
    is_right = isinstance(elements, list) and all(map(_is_message, elements))
    if not is_right:
        wanted = "a JSON array of objects with one name each"
        raise Mismatch(wanted, shown(data.decode(errors="replace")))
    return {word: payload for element in elements for word, payload in element.items()}


def expect_message(said: Messages, word: str) -> Any:
    """Return the payload of a message; raise `Mismatch` if there is none of this type."""
    expect(word in said, f"a message {word}", dict(said))
    return said[word]


def _is_message(element: object) -> bool:
    return isinstance(element, dict) and len(element) == 1
