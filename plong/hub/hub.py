"""The use cases that concern connections, and what the engine asks of this node."""

from collections.abc import Callable, Iterable

from plong.config import Config
from plong.engine.base import Engine, Envelope, Notice, PeerRemoved
from plong.hub.buffer_memory import BufferMemory, most_of
from plong.hub.clock import Clock
from plong.hub.connection import Connection, Listener
from plong.hub.directory import Directory
from plong.hub.flow import Flow
from plong.hub.keepalive import Keepalive
from plong.hub.limits import Seats
from plong.hub.messaging import Messaging
from plong.hub.notices import Notices
from plong.hub.pace import Brake, Pace
from plong.hub.seating import Seating
from plong.hub.survey import Survey, survey
from plong.hub.switchboard import Switchboard
from plong.hub.tally import Tally
from plong.hub.wire import Wire
from plong.hub.yielding import Yielding
from plong.protocol.closes import RESTARTING, TOO_SLOW
from plong.protocol.errors import ServerFull
from plong.protocol.events import Restarting
from plong.protocol.models import Answer, Peer
from plong.protocol.requests import Remove
from plong.protocol.returning import reconnect_in


class Hub:
    """One node: connections come, link, talk and go. All of it happens on one event loop."""

    def __init__(
        self,
        config: Config,
        directory: Directory,
        engine: Engine,
        clock: Clock,
        tally: Tally,
    ) -> None:
        self.config = config
        self.tally = tally
        self.is_draining = False
        """Whether the server is about to end: nobody new should be sent here."""
        self.keepalive = Keepalive(config.keepalive)
        self.clock = clock
        self.directory = directory
        self._engine = engine
        self._switchboard = Switchboard(engine)
        self._notices = Notices(self._switchboard)
        self.messaging = Messaging(self._switchboard, directory, relays=config.has("x"))
        """Links, and what goes along them."""
        self.memory = BufferMemory(most_of(config))
        """What is held for all clients, for whoever buffers."""
        self._flow = Flow(
            config.buffer_size, config.buffer_bytes, config.slow_timeout, tally, self.memory
        )
        self.yielding = Yielding()
        """Whose work can wait until others have had their turn."""
        self.sockets = Seats(config.http_connections_per_address)
        """Connections of HTTP by address, for who accepts them."""
        self._seating = Seating(config.connections_per_address)
        self._status_parts: dict[str, Callable[[], Answer]] = {}

    def reconfigure(self, config: Config) -> None:
        """Go by another configuration; what it says of a connection's pace holds for new ones."""
        self.config = config
        self.directory.reconfigure(config)
        self.keepalive.reconfigure(config.keepalive)
        self.sockets.reconfigure(config.http_connections_per_address)
        self._seating.reconfigure(config.connections_per_address)
        self._flow.reconfigure(config.buffer_size, config.buffer_bytes, config.slow_timeout)
        self.memory.reconfigure(most_of(config))
        for connection in self._seating.connections:
            connection.buffer.refit()

    def peer_timeout(self) -> float:
        """Return the seconds after which a peer that nobody uses is removed."""
        return self.config.peer_timeout

    @property
    def connections(self) -> Iterable[Connection]:
        """Every open connection, attached or not."""
        return list(self._seating.connections)

    @property
    def peers(self) -> int:
        """How many peers are connected."""
        return len(self._switchboard.peers)

    def survey(self) -> Survey:
        """Return how its connections are just now."""
        return survey(self._seating.connections)

    @property
    def status_parts(self) -> Answer:
        """What other parts of the server say of themselves."""
        return {name: say() for name, say in self._status_parts.items()}

    def add_status(self, name: str, say: Callable[[], Answer]) -> None:
        """Let a part of the server say something under this name."""
        self._status_parts[name] = say

    def take_in_use(self) -> set[str]:
        """Return the peers that are connected, or were since this was last asked."""
        return self._seating.take_left() | self._switchboard.peers.keys()

    def make_brake(self, connection: Connection) -> Brake:
        """Return what slows down a connection; it begins with a full bucket of tokens."""
        config, now = self.config, self.clock.now
        pace = Pace(config.messages_per_second, config.bytes_per_second, now())
        return Brake(pace, connection, now, lambda: self._flow.turn, self.yielding)

    # Connections

    def connect(self, wire: Wire, listener: Listener, address: str) -> Connection:
        """Make a connection that is nobody's yet; the caller owes it an `attach` and a `leave`."""
        connection = Connection(wire, listener, address, self._flow, too_slow=TOO_SLOW)
        self._seating.take(connection)
        return connection

    async def attach(self, connection: Connection, private_id: str) -> Peer:
        """Let the connection send and receive as the peer that the secret proves.

        Raises:
            NoSuchPeer: nobody has this PrivateId.
            ServerFull: the address or the peer has too many connections.
        """
        self._seating.check(connection)
        peer = await self.directory.peer_by_private_id(private_id)
        seats = self._switchboard.peers.get(peer.public_id, ())
        if len(seats) >= self.config.connections_per_peer:
            raise ServerFull
        if connection.is_open:
            self._switchboard.attach(connection, peer.public_id)
            self.keepalive.add(connection)
        return peer

    def seat(self, connection: Connection) -> None:
        """Let a connection stay that is nobody's: it neither links nor relays.

        Raises:
            ServerFull: the address has too many connections.
        """
        self._seating.check(connection)
        self.keepalive.add(connection)

    def leave(self, connection: Connection) -> None:
        """End a connection; the senders of what waits for it hear that it is lost."""
        if not connection.is_open:
            return
        connection.is_open = False
        self._seating.leave(connection)
        self.keepalive.remove(connection)
        if connection.peer:
            self._switchboard.detach(connection)
        connection.end()

    async def remove(self, remove: Remove) -> None:
        """Forget a peer; its connections are closed. Raise `NoSuchPeer`."""
        peer = await self.directory.remove(remove)
        self.dismiss_peer(peer.public_id)

    def dismiss_peer(self, public_id: str) -> None:
        """Close a removed peer's connections, on whichever node."""
        self._engine.announce(PeerRemoved(public_id))

    def restart(self, spread: Callable[[float, float], float]) -> None:
        """Tell every connection of this node when to come back, and close it.

        Each gets what waits for it first, as far as it takes that within ``restart_timeout``.
        ``spread`` picks a number between two, so that they do not all come back at once.
        """
        connections = [one for one in self._seating.connections if not one.is_parting]
        least, most = reconnect_in(len(connections))
        for connection in connections:
            connection.listener.tell(Restarting(round(spread(least, most), 2)), connection)
        for connection in connections:
            connection.part(RESTARTING, self.config.restart_timeout)

    # What the engine asks (`plong.engine.base.Node`)

    def receive(self, envelope: Envelope) -> bool:
        """Deliver a message from another node; False if its target has no connection here."""
        return self._switchboard.receive(envelope)

    def notice(self, notice: Notice) -> None:
        """Tell those whom it concerns, or close the connections of a removed peer."""
        self._notices.hear(notice)
