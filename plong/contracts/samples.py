"""Peers, pings and answers as they may be: what the server's own functions are shown here.

Examples in the documents, too; all names are made up.
"""

from typing import Final

from plong.protocol.lcdp.models import Endpoint
from plong.protocol.models import Claimed, Greeting, Peer
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
from plong.protocol.ping.settings import Settings
from plong.protocol.ping.token import Token

NOW: Final = 1_700_000_000.0
PRIVATE_ID: Final = "P" * 86
PUBLIC_ID: Final = "A" * 43
HASH: Final = "3" * 64
ADDRESS: Final = f"https://plong.example/at/{PUBLIC_ID}"
WORDS: Final = "blue tiger sky"
PING_ID: Final = "518be002-0000-4000-8000-000000000000"

PEER: Final = Peer(PUBLIC_ID, NOW)
GREETING: Final = Greeting(PRIVATE_ID, PEER)
CLAIMED: Final = Claimed(PEER, NOW + 1800)

KNOCK: Final = Knock(PING_ID, ADDRESS, "ask", HASH, 27)
INCOMING: Final = Incoming(
    PUBLIC_ID, KNOCK, Tier.PUBLIC, ReceiverState.PING_RECEIVED, NOW, "What inspires your writing?"
)
OUTGOING: Final = Outgoing(
    owner=PUBLIC_ID,
    ping_id=PING_ID,
    origin=ADDRESS,
    target=ADDRESS,
    payload_type="ask",
    content="What inspires your writing?",
    content_hash=HASH,
    state=SenderState.PING_EXISTS,
    created_at=NOW,
)
BLOCKS: Final = tuple(
    Block(PUBLIC_ID, kind, value, NOW)
    for kind, value in (
        (BlockKind.ORIGIN, ADDRESS),
        (BlockKind.PREFIX, "https://plong.example/at"),
        (BlockKind.HOST, "plong.example"),
        (BlockKind.NETWORK, "192.0.2.0/24"),
    )
)
MASK: Final = Mask(mask_id=PUBLIC_ID, owner=PUBLIC_ID, created_at=NOW, expires_at=NOW + 3600)
TOKEN: Final = Token(PUBLIC_ID, PUBLIC_ID, "Ann", NOW)
SETTINGS: Final = Settings(kept_for=86400)

KEY: Final = bytes(range(32))
ENDPOINT: Final = Endpoint("192.0.2.1", 24254)
