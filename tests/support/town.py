"""Post offices in one process, and a courier between them that loses, repeats, and is late."""

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from enum import Enum, auto
from urllib.parse import urlsplit

from plong.courier.base import Courier, Reply, Undelivered
from plong.hub.post.couriers import Couriers
from plong.hub.post.office import PostOffice
from plong.hub.post.world import World
from plong.protocol.errors import Refusal
from plong.protocol.fields import Fields, parse_object
from plong.protocol.ping.anonymous import read_anonymous
from plong.protocol.ping.delivery import PING, PRIVATE, USER, tier_at
from plong.protocol.ping.knock import read_knock
from plong.protocol.ping.models import Incoming, Knock, Outgoing, Tier
from plong.protocol.ping.network import Network
from plong.protocol.ping.outbox import outbox_answer
from plong.protocol.ping.send import Send
from plong.sealing.siv import KEY_BYTES, SivSealer
from plong.store.memory import MemoryStore
from plong.store.post.memory import MemoryPost
from tests.support.fakes import FakeClock, end_of_turn
from tests.support.peers import add_peers
from tests.support.post import owner_of
from tests.support.server import make_test_config

SOURCE = "192.0.2.7"
"""Where knocks over a town's streets come from."""


def fields_of(values: Mapping[str, object]) -> Fields:
    """Return what a body with these fields is read to."""
    return Fields(values.items())


class Fate(Enum):
    """What becomes of a question on its way."""

    LOST = auto()
    UNANSWERED = auto()
    """It arrives, and the answer is lost."""
    TWICE = auto()
    LATE = auto()
    """Nobody answers; it arrives when `Town.arrive` says so."""
    HANGS = auto()
    """Nobody answers until `Town.give_up`."""


Question = tuple[str, str, bytes | None]
"""Method, URL, body."""


Networks = Sequence[Network]


class Town(Courier):
    """Knows all offices by their hosts, and answers at them as the HTTP endpoints do."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.branches: dict[str, Branch] = {}
        self.fates: deque[Fate | None] = deque()
        """Of the next questions; None, as for all behind them: it goes well."""
        self.asked: list[Question] = []
        self.late: list[Question] = []
        self.statuses: dict[str, int] = {}
        """What is answered at these URLs, without asking anybody."""
        self.tokens: dict[str, str] = {}
        """What was last said as the token at these URLs."""
        self.allowed: tuple[Networks, Networks | None] = ((), None)
        """Where it may go beside the internet, and when redirected."""
        self._given_up = asyncio.Event()

    async def post(self, url: str, body: bytes | None, token: str | None = None) -> Reply:
        if token is not None:
            self.tokens[url] = token
        return await self._carry(("POST", url, body))

    async def get(self, url: str) -> Reply:
        return await self._carry(("GET", url, None))

    async def head(self, url: str) -> int:
        return (await self._carry(("HEAD", url, None))).status

    def allow(self, allowed: Networks, beyond: Networks | None = None) -> None:
        self.allowed = allowed, beyond

    async def close(self) -> None:
        pass

    async def _carry(self, question: Question) -> Reply:
        self.asked.append(question)
        fate = self.fates.popleft() if self.fates else None
        await end_of_turn()
        if fate is Fate.HANGS:
            await self._given_up.wait()
        if fate is Fate.LATE:
            self.late.append(question)
        if fate in {Fate.UNANSWERED, Fate.TWICE}:
            with suppress(Undelivered):
                await self.ask(question)
        if fate in {Fate.LOST, Fate.UNANSWERED, Fate.LATE, Fate.HANGS}:
            raise Undelivered(f"{fate}")
        return await self.ask(question)

    async def arrive(self, index: int) -> None:
        """Let a late question arrive, and be as late once more."""
        with suppress(Undelivered):
            await self.ask(self.late[index % len(self.late)])

    def give_up(self) -> None:
        self._given_up.set()
        self._given_up = asyncio.Event()

    async def ask(self, question: Question) -> Reply:
        method, url, body = question
        if url in self.statuses:
            return Reply(self.statuses[url], b"{}")
        parts = urlsplit(url)
        if parts.netloc not in self.branches:
            raise Undelivered(f"{url} has no address.")
        office = self.branches[parts.netloc].office
        try:
            return await _answer(office, method, parts.path, body, self.tokens.get(url))
        except Refusal as refusal:
            return Reply(refusal.status, b"{}")


async def _answer(
    office: PostOffice, method: str, path: str, body: bytes | None, token: str | None
) -> Reply:
    if path.startswith("/anon"):
        return await _pass_on(office, method, path, body)
    name, rest = "", path
    if path.startswith("/at/"):
        name, _, rest = path.removeprefix("/at/").partition("/")
        rest = f"/{rest}"
    if rest in {PING, USER, PRIVATE} and body is not None:
        knock = read_knock(parse_object(body))
        if not await office.incomings.knock(name, knock, SOURCE, tier_at(rest), token):
            raise Undelivered("held")
        return Reply(204, b"")
    _, place, ping_id, *ack = rest.split("/")
    assert place == "outbox"
    if ack and method == "POST":
        await office.outgoings.acknowledge(name, ping_id)
        return Reply(204, b"")
    serve = office.outgoings.look if method == "HEAD" else office.outgoings.serve
    row = await serve(name, ping_id)
    return Reply(200, json.dumps(outbox_answer(row)).encode())


async def _pass_on(office: PostOffice, method: str, path: str, body: bytes | None) -> Reply:
    proxy, (_, _, *rest) = office.anonymous, path.split("/")
    if body is not None:
        return Reply(await proxy.knock(read_anonymous(parse_object(body)), SOURCE), b"")
    sealed, _, ping_id, *ack = rest
    if ack:
        return Reply(await proxy.acknowledge(sealed, ping_id, SOURCE), b"")
    if method == "HEAD":
        return Reply(await proxy.look(sealed, ping_id, SOURCE), b"")
    return await proxy.fetch(sealed, ping_id, SOURCE)


class Branch:
    """One server's post office. It can be killed and opened again; its store stays."""

    def __init__(self, town: Town, host: str = "here.example", **settings: object) -> None:
        self.town = town
        self.clock = town.clock
        self.url = f"http://{host}"
        self.config = make_test_config(public_url=self.url, **settings)
        couriers, sealer = Couriers(town, town), SivSealer(secrets.token_bytes(KEY_BYTES))
        self.world = World(self.clock, secrets.token_bytes, lambda: 0.5, couriers, sealer)
        self.store = MemoryStore()
        self.post = MemoryPost(self.store)
        self.heard: list[tuple[str, Knock]] = []
        self.office = self._make()
        self._rounds: list[asyncio.Task[None]] = []
        town.branches[host] = self

    def _make(self) -> PostOffice:
        return PostOffice(self.config, self.store, self.post, self.world, self._hear)

    def _hear(self, owner: str, knock: Knock) -> None:
        self.heard.append((owner, knock))

    def address(self, name: str = "") -> str:
        """Return the address of the peer of this name; of no name, the server's own."""
        return self.office.premises.address_of(owner_of(name))

    async def move_in(self, *names: str) -> None:
        await add_peers(self.store, *names)

    async def send(
        self,
        name: str,
        target: str,
        content: str = "Rain.",
        *,
        origin: str | None = None,
        door: Tier = Tier.PUBLIC,
        token: str | None = None,
    ) -> Outgoing:
        send = Send(origin, target, "ask", content, door, token)
        return await self.office.send(owner_of(name), send)

    async def inbox(self, name: str = "") -> list[Incoming]:
        return list((await self.office.incomings.page(owner_of(name))).rows)

    def open(self) -> None:
        """Begin the rounds."""
        self._rounds = [
            asyncio.create_task(self.office.knocks.run()),
            asyncio.create_task(self.office.acks.run()),
        ]

    async def kill(self) -> None:
        """End the rounds wherever they are, and forget all that is not in the store."""
        for task in self._rounds:
            task.cancel()
        await asyncio.gather(*self._rounds, return_exceptions=True)
        self._rounds = []
        self.office = self._make()

    def wake(self) -> None:
        self.office.knocks.wake()
        self.office.acks.wake()


TURNS = 60
"""More turns of the event loop than anything here takes."""


async def settle() -> None:
    """Let everything happen that can, now."""
    for _ in range(TURNS):
        await end_of_turn()
