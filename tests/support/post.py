"""Pings, blocks, masks and tokens by short names, and how to ask for them in a line."""

from plong.protocol.ping.models import (
    Block,
    BlockKind,
    Incoming,
    Knock,
    Mask,
    Outgoing,
    ReceiverState,
    SenderState,
    Tier,
)
from plong.protocol.ping.outbox import hash_of
from plong.protocol.ping.token import Token
from plong.store.post.names import IncomingKey, OutgoingKey, Pulled
from plong.store.post.room import Limits, Share
from tests.support.peers import NOW, id_of

PLENTY = Limits(Share(10**6, 10**9), Share(10**6, 10**9))
"""Limits that a test does not reach."""
ORIGIN = "https://sender.example.org/at/somebody"
TARGET = "https://target.example.org"


def owner_of(name: str) -> str:
    """Return the PublicId of this name; of no name, the server's own."""
    return id_of(name) if name else ""


def outgoing_of(
    owner: str,
    ping_id: str,
    *,
    created_at: float = NOW,
    due_at: float | None = NOW,
    origin: str = "https://here.example.org",
    content: str = "What inspires your writing?",
    token: str | None = None,
) -> Outgoing:
    return Outgoing(
        owner=owner_of(owner),
        ping_id=ping_id,
        origin=origin,
        target=TARGET,
        payload_type="ask",
        content=content,
        content_hash=hash_of(content),
        state=SenderState.PING_EXISTS,
        created_at=created_at,
        next_try_at=due_at,
        token=token,
    )


def incoming_of(
    owner: str, ping_id: str, *, origin: str = ORIGIN, received_at: float = NOW
) -> Incoming:
    knock = Knock(ping_id, origin, "ask", "ab" * 32, 27)
    return Incoming(owner_of(owner), knock, Tier.PUBLIC, ReceiverState.PING_RECEIVED, received_at)


def sent(owner: str, ping_id: str) -> OutgoingKey:
    """Name a ping in an outbox."""
    return OutgoingKey(owner_of(owner), ping_id)


def came(owner: str, ping_id: str, origin: str = ORIGIN) -> IncomingKey:
    """Name a ping in an inbox."""
    return IncomingKey(owner_of(owner), origin, ping_id)


def pulled_of(
    content: str = "Rain.",
    *,
    kept_for: float = 0,
    ack_at: float = NOW,
    limits: Limits = PLENTY,
) -> Pulled:
    return Pulled(content, kept_for, ack_at, limits)


def block_of(owner: str, value: str, kind: BlockKind = BlockKind.HOST) -> Block:
    return Block(owner_of(owner), kind, value, NOW)


def mask_of(
    owner: str,
    name: str,
    *,
    created_at: float = NOW,
    expires_at: float | None = None,
    single_pull: bool = False,
) -> Mask:
    return Mask(id_of(name), owner_of(owner), created_at, expires_at, single_pull)


def token_of(owner: str, name: str, *, created_at: float = NOW) -> Token:
    return Token(id_of(name), owner_of(owner), name, created_at)
