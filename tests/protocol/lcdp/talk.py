"""Talk with one node, without a network."""

from collections.abc import Sequence
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from plong.noise.crypto import NoiseCrypto
from plong.noise.identity import Identity
from plong.protocol.lcdp.cookies import cookie_of
from plong.protocol.lcdp.events import Datagram, Heard
from plong.protocol.lcdp.framing import Messages, read_datagram
from plong.protocol.lcdp.models import (
    AlwaysReturned,
    ChatMessage,
    EncryptedMessages,
    Endpoint,
    FastEncryptedMessages,
    Message,
    MyPublicKey,
    PleaseAlwaysReturn,
)
from plong.protocol.lcdp.node import LcdpNode
from plong.protocol.lcdp.writing import write
from tests.support.swarm import START, make_crypto

ALICE, BOB = Endpoint("192.0.2.10", 24254), Endpoint("198.51.100.20", 24254)
THEIRS = cookie_of("theirs")
QUESTION = b'[{"PleaseSendPeers":{}}]'
CHAT = ChatMessage("hi")
FRIEND_SEED = bytes(31) + b"\7"
FRIEND = NoiseCrypto(FRIEND_SEED)


def said(node: LcdpNode, messages: Sequence[Message] | bytes, source: Endpoint) -> list[Message]:
    """Return all that is answered, in however many datagrams."""
    data = messages if isinstance(messages, bytes) else write(messages)
    answers = node.receive(data, source, START).datagrams
    assert all(answer.to == source for answer in answers)
    return [message for answer in answers for message in read_datagram(answer.data) or ()]


def proof(node: LcdpNode, source: Endpoint = ALICE) -> AlwaysReturned:
    """Return what the node wants to see from there."""
    asked = [one for one in said(node, QUESTION, source) if isinstance(one, PleaseAlwaysReturn)]
    return AlwaysReturned(asked[0].cookie)


def heard(node: LcdpNode, messages: Sequence[Message], source: Endpoint = ALICE) -> list[Heard]:
    step = node.receive(write(messages), source, START)
    return [event for event in step.events if isinstance(event, Heard)]


def introduce(node: LcdpNode) -> AlwaysReturned:
    """Let the friend sign for its address; return its proof."""
    own = proof(node)
    signed = FRIEND.sign(write([own]))
    node.receive(write([own, signed, MyPublicKey(FRIEND.key)]), ALICE, START)
    return own


def adopt(node: LcdpNode, endpoint: Endpoint = ALICE) -> AlwaysReturned:
    """Let somebody become a peer who wants a cookie; return his proof."""
    own = proof(node, endpoint)
    node.receive(write([own, PleaseAlwaysReturn(THEIRS)]), endpoint, START)
    return own


def encrypted(messages: Sequence[Message]) -> EncryptedMessages:
    """Return what the friend says to node 1 only."""
    return FRIEND.seal(make_crypto(1).key, write(messages), b"e" * 32)


def fast_encrypted(messages: Sequence[Message], nonce: bytes = b"n" * 12) -> FastEncryptedMessages:
    """Return the same in the older way, as another program has it."""
    secret = Identity(FRIEND_SEED).agree(Identity((1).to_bytes(32, "big")).x25519) or b""
    box = AESGCM(sha256(secret).digest()).encrypt(nonce, write(messages), None)
    return FastEncryptedMessages(nonce, FRIEND.key, box)


def opened(datagram: Datagram) -> tuple[bytes, Messages]:
    """Return the text of what is encrypted for the friend, and what stands beside it."""
    sealed, *beside = read_datagram(datagram.data) or ()
    assert isinstance(sealed, EncryptedMessages)
    inside = FRIEND.open(sealed)
    assert inside is not None
    return inside.payload, tuple(beside)
