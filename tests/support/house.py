"""A hub with all its parts, on memory; clients come to it without a socket."""

import secrets

from plong.engine.local import LocalEngine
from plong.hub.directory import Digests, Directory
from plong.hub.hub import Hub
from plong.hub.placing import KEY_BYTES, Placing
from plong.hub.tally import Tally
from plong.protocol.messages import TEXT
from plong.protocol.models import Greeting
from tests.support.fake_parts import FakeHasher, FakeStore
from tests.support.fakes import Client, FakeClock, FakeListener, FakeWire, end_of_turn
from tests.support.server import make_test_config

ADDRESS = "192.0.2.1"


class House:
    """Builds the hub as the application does."""

    def __init__(self, **settings: object) -> None:
        self.config = make_test_config(**settings)
        self.store, self.clock, self.hasher = FakeStore(), FakeClock(), FakeHasher()
        self.engine = LocalEngine()
        digests = Digests(self.hasher, Placing(bytes(KEY_BYTES)))
        self.directory = Directory(
            self.store, digests, self.config, self.clock, secrets.token_bytes
        )
        self.hub = Hub(self.config, self.directory, self.engine, self.clock, Tally())
        self.keepalive = self.hub.keepalive

    async def open(self) -> None:
        await self.engine.start(self.hub)

    def connect(self, address: str = ADDRESS) -> Client:
        """Open a connection that is nobody's yet."""
        wire, listener = FakeWire(), FakeListener()
        client = Client(wire, listener, self.hub.connect(wire, listener, address))
        listener.leave = lambda: self.hub.leave(client.connection)
        return client

    async def attach(self, me: Greeting, address: str = ADDRESS) -> Client:
        """Open one more connection of a peer."""
        client = self.connect(address)
        await self.hub.attach(client.connection, me.private_id)
        return client

    async def come(self) -> tuple[Greeting, Client]:
        """Say ohai and connect."""
        me = await self.directory.greet("192.0.2.1")
        return me, await self.attach(me)

    async def link(self, client: Client, target: Greeting) -> None:
        await self.hub.messaging.link(client.connection, target.peer.public_id)

    async def relay(self, client: Client, payload: bytes) -> None:
        self.hub.messaging.relay(client.connection, TEXT, payload)
        await end_of_turn()


async def open_house(**settings: object) -> House:
    """Return a hub with these settings."""
    house = House(**settings)
    await house.open()
    return house
