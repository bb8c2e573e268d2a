"""A switchboard, and clients who come by name."""

from plong.hub.flow import Flow
from plong.hub.switchboard import Switchboard
from plong.protocol.messages import TEXT
from tests.support.fake_parts import FakeEngine
from tests.support.fakes import Client, end_of_turn, make_client
from tests.support.peers import id_of


def headed(name: str, payload: bytes) -> bytes:
    """Return a message as it reaches who is not linked back to its sender."""
    return b":" + id_of(name).encode() + b":" + payload


class Room:
    """Clients attach to a switchboard, link and talk; an engine listens."""

    def __init__(self, flow: Flow | None) -> None:
        self.flow = flow
        self.engine = FakeEngine()
        self.board = Switchboard(self.engine)

    def attach(self, name: str) -> Client:
        """Open one more connection of this peer."""
        client = make_client(self.flow)
        self.board.attach(client.connection, id_of(name))
        return client

    def detach(self, client: Client) -> None:
        self.board.detach(client.connection)

    def link(self, client: Client, name: str) -> None:
        self.board.link(client.connection, id_of(name))

    async def relay(self, client: Client, payload: bytes, kind: int = TEXT) -> None:
        """Send a message along the link, and let it be written."""
        self.board.relay(client.connection, kind, payload)
        await end_of_turn()
