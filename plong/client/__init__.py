"""A Plong client for asyncio.

    from plong.client import connect

    async with connect("http://localhost:1501") as me:
        await me.claim("blue tiger sky")
        async for message in me:
            await message.sender.send(message.text)

docs/wire/plong.md and docs/wire/files.md say what goes over the wire.
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
    Hello,
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
from plong.client.wire.errors import PlongError

__all__ = (
    "Busy",
    "Bye",
    "Claimed",
    "Closed",
    "Disconnected",
    "Event",
    "Gone",
    "Hello",
    "Linked",
    "Me",
    "MeetingState",
    "Message",
    "Offer",
    "Offered",
    "OutStream",
    "Peer",
    "PlongError",
    "Reconnected",
    "Reconnecting",
    "Restarting",
    "Sink",
    "Transfer",
    "Undelivered",
    "Unlinked",
    "Welcome",
    "connect",
)
