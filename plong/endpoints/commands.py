"""Commands that take time, and what they answer."""

from plong.endpoints.facts import read_status
from plong.hub.connection import Connection
from plong.hub.hub import Hub
from plong.protocol.control import AskStatus, Command, SetLink, Tell
from plong.protocol.models import Answer, claimed_answer, link_answer, peer_answer
from plong.protocol.requests import Claim, Find


async def perform(hub: Hub, connection: Connection, command: Command) -> Answer:
    """Do what a connection commands; return the answer. Raise `Refusal`."""
    match command:
        case Claim():
            claim = hub.directory.claim(command, connection.peer, connection.address)
            return claimed_answer(await claim)
        case Find():
            return peer_answer(await hub.directory.find(command, connection.address))
        case SetLink(target):
            await hub.messaging.link(connection, target)
            return read_link(hub, connection)
        case Tell(target, payload):
            await hub.messaging.tell(connection, target, payload)
            return {}
        case _:
            assert isinstance(command, AskStatus)
            return await read_status(hub)


def read_link(hub: Hub, connection: Connection) -> Answer:
    """Say where a connection's messages go."""
    return link_answer(connection.link, direct=hub.messaging.is_direct(connection))
