"""A server whose peer of libp2p says one thing wrong: within Noise, or before it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from plong.noise.host import Host
from plong.protocol.libp2p.crypto import Crypto, SecureChannel, Secured, SecureHandshake
from plong.protocol.libp2p.keys import PublicKey
from plong.protocol.libp2p.peer_id import PeerId
from tests.support.liar import Lie, lying
from tests.support.libp2p import peering_of
from tests.support.server import Server


class _Channel(SecureChannel):
    """Changes what is said before it is encrypted."""

    def __init__(self, true: SecureChannel, lie: Lie) -> None:
        self._true = true
        self._lie = lie
        self._asked = bytearray()

    def receive(self, data: bytes) -> list[bytes]:
        texts = self._true.receive(data)
        self._asked += b"".join(texts)
        return texts

    def send(self, data: bytes) -> bytes:
        if re.search(self._lie.where, self._asked, re.DOTALL):
            data = re.sub(self._lie.true, self._lie.false, data, flags=re.DOTALL)
        return self._true.send(data)


class _Handshake(SecureHandshake):
    def __init__(self, true: SecureHandshake, lie: Lie) -> None:
        self._true = true
        self._lie = lie

    def receive(self, data: bytes) -> Secured | None:
        secured = self._true.receive(data)
        if secured is None:
            return None
        return replace(secured, channel=_Channel(secured.channel, self._lie))

    def data_to_send(self) -> bytes:
        return self._true.data_to_send()


class LyingKeys(Crypto):
    """The keys of a peer that lies to whoever calls it.

    Args:
        true: its keys.
        lie: about bytes of yamux.
    """

    def __init__(self, true: Crypto, lie: Lie) -> None:
        self.key: PublicKey = true.key
        self.peer_id: PeerId = true.peer_id
        self._true = true
        self._lie = lie

    def sign(self, data: bytes) -> bytes:
        return self._true.sign(data)

    def is_signed(self, key: PublicKey, signature: bytes, data: bytes) -> bool:
        return self._true.is_signed(key, signature, data)

    def answer(self, entropy: bytes) -> SecureHandshake:
        return _Handshake(self._true.answer(entropy), self._lie)

    def call(self, entropy: bytes, expected: PeerId | None) -> SecureHandshake:
        return self._true.call(entropy, expected)


def lie_within(server: Server, lie: Lie) -> None:
    """Have a server's peer lie, from now on, in what is encrypted."""
    node = peering_of(server).node
    _let_be(server, LyingKeys(node.crypto, lie))


def be_somebody_else(server: Server) -> None:
    """Have a server's peer be another than the server says, from now on."""
    _let_be(server, Host(b"e" * 32, b"f" * 32, ("/yamux/1.0.0",)))


def _let_be(server: Server, keys: Crypto) -> None:
    object.__setattr__(peering_of(server).node, "crypto", keys)


@asynccontextmanager
async def lying_over_tcp(server: Server, lie: Lie) -> AsyncIterator[str]:
    """Yield the URL of the same server, but for this lie in the bytes of its peer's TCP port."""
    port = peering_of(server).addresses[0].split("/")[4]
    async with lying(f"http://127.0.0.1:{port}", lie) as elsewhere:
        away = elsewhere.rpartition(":")[2]
        told = Lie(f"/tcp/{port}/p2p".encode(), f"/tcp/{away}/p2p".encode(), b"^GET / ")
        async with lying(server.url, told) as url:
            yield url
