"""A Plong client for asyncio.

    from plong.client import connect

    async with connect("http://localhost:1501") as me:
        await me.claim("blue tiger sky")
        async for message in me:
            await message.sender.send(message.text)

docs/wire/plong.md, docs/wire/files.md and docs/wire/ping.md say what goes over the wire.
"""

from plong.client.answers import Claimed
from plong.client.connecting import connect
from plong.client.events import (
    Busy,
    Bye,
    Closed,
    Disconnected,
    Event,
    Gone,
    HeardLcdp,
    Hello,
    Knocked,
    Linked,
    Offered,
    Reconnected,
    Reconnecting,
    Restarting,
    Undelivered,
    Unlinked,
    Welcome,
)
from plong.client.me import Me
from plong.client.meeting import MeetingState
from plong.client.message import Message
from plong.client.offer import Offer
from plong.client.peer import Peer
from plong.client.sinks import Sink
from plong.client.transfer import OutStream, Transfer
from plong.client.wire.doors import Block, Mask, Settings, Token
from plong.client.wire.errors import PlongError
from plong.client.wire.pings import Pulled, Sent, Waiting

__all__ = (
    "Block",
    "Busy",
    "Bye",
    "Claimed",
    "Closed",
    "Disconnected",
    "Event",
    "Gone",
    "HeardLcdp",
    "Hello",
    "Knocked",
    "Linked",
    "Mask",
    "Me",
    "MeetingState",
    "Message",
    "Offer",
    "Offered",
    "OutStream",
    "Peer",
    "PlongError",
    "Pulled",
    "Reconnected",
    "Reconnecting",
    "Restarting",
    "Sent",
    "Settings",
    "Sink",
    "Token",
    "Transfer",
    "Undelivered",
    "Unlinked",
    "Waiting",
    "Welcome",
    "connect",
)
