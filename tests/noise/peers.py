"""Who meets in these tests, and how."""

from typing import NamedTuple

from plong.noise.host import Host
from plong.noise.xx import KeyPair
from plong.protocol.libp2p.crypto import Secured, SecureHandshake
from plong.protocol.libp2p.peer_id import PeerId

YAMUX = "/yamux/1.0.0"
ALICE_STATIC, BOB_STATIC = b"A" * 32, b"B" * 32
ALICE = Host(b"a" * 32, ALICE_STATIC, (YAMUX,))
BOB = Host(b"b" * 32, BOB_STATIC, (YAMUX,))
EPHEMERAL = KeyPair(b"x" * 32)


class Meeting(NamedTuple):
    """Both sides of a handshake that went well, and what was written for it."""

    caller: Secured
    answerer: Secured
    written: tuple[bytes, bytes, bytes]


def hear(side: SecureHandshake, data: bytes) -> Secured:
    secured = side.receive(data)
    assert secured is not None
    return secured


def meet(caller: Host = ALICE, answerer: Host = BOB, expected: PeerId | None = None) -> Meeting:
    """Let two hosts meet, one message after the other."""
    calling, answering = caller.call(b"c" * 32, expected), answerer.answer(b"d" * 32)
    first = calling.data_to_send()
    assert answering.receive(first) is None
    second = answering.data_to_send()
    called = hear(calling, second)
    third = calling.data_to_send()
    return Meeting(called, hear(answering, third), (first, second, third))
