"""Whatever strangers, peers and the owner say in whatever order, the rules hold."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from plong.protocol.lcdp.budget import HEADERS
from plong.protocol.lcdp.cookies import cookie_of
from plong.protocol.lcdp.errors import NotSent
from plong.protocol.lcdp.events import Datagram, Received
from plong.protocol.lcdp.framing import read_datagram
from plong.protocol.lcdp.json_text import MAX_BYTES
from plong.protocol.lcdp.keyring import MAX_KEYS
from plong.protocol.lcdp.models import (
    ChatMessage,
    Endpoint,
    Message,
    MyPublicKey,
    PleaseAlwaysReturn,
    PleaseReturnThisMessage,
    PleaseSendPeers,
    WhereAreThey,
)
from plong.protocol.lcdp.node import LcdpNode
from plong.protocol.lcdp.parts import DirectoryEntry
from plong.protocol.lcdp.writing import write
from tests.protocol.lcdp.strategies import bridge_messages, datagrams, node_messages
from tests.protocol.lcdp.talk import (
    ALICE,
    BOB,
    FRIEND,
    QUESTION,
    encrypted,
    fast_encrypted,
    proof,
)
from tests.support.swarm import START, make_crypto, make_node

NAME = b"n" * 32
SOURCES = [ALICE, BOB, Endpoint("2001:db8::7", 24254)]
KEYS = [FRIEND.key, NAME, make_crypto(1).key, bytes(32)]
TENANT = DirectoryEntry(Endpoint("192.0.2.1", 4000), make_crypto(9).key)

asked: st.SearchStrategy[Message] = st.sampled_from(
    [
        PleaseSendPeers(),
        PleaseAlwaysReturn(cookie_of("theirs")),
        ChatMessage("/ping"),
        ChatMessage("/version"),
        MyPublicKey(FRIEND.key),
        *(WhereAreThey(key) for key in KEYS),
    ]
)
few = st.lists(asked | node_messages, max_size=4)


@dataclass(frozen=True)
class Incoming:
    """A datagram, and whether it brings our cookie, plainly or within an array."""

    data: bytes | None
    messages: list[Message]
    source: Endpoint
    wrapping: str
    is_verified: bool


@dataclass(frozen=True)
class Owner:
    """Something that the owner wants."""

    text: str
    messages: list[Message]
    key: bytes
    to: Endpoint
    sign: bool


texts = (
    st.lists(node_messages, max_size=3).map(lambda messages: write(messages).decode())
    | datagrams.map(lambda data: data.decode("utf-8", "surrogateescape"))
    | st.text(max_size=20)
)
steps = st.lists(
    st.tuples(
        st.builds(
            Incoming,
            st.none() | datagrams,
            few,
            st.sampled_from(SOURCES),
            st.sampled_from(["plain", "signed", "encrypted", "fast", "twice"]),
            st.booleans(),
        )
        | st.builds(
            Owner,
            texts,
            st.lists(bridge_messages | asked, max_size=4),
            st.sampled_from(KEYS),
            st.sampled_from(SOURCES),
            st.booleans(),
        ),
        st.floats(min_value=0, max_value=40),
    ),
    max_size=10,
)


class Witness:
    """Lets one node live through what happens, and checks the rules."""

    def __init__(self) -> None:
        self.node = make_node(
            1, hears_all=True, directory=lambda key, _: TENANT if key == NAME else None
        )
        self._own = {source: proof(self.node, source) for source in SOURCES}
        self._introduce()

    def live(self, step: Incoming | Owner, now: float) -> list[object]:
        """Let something happen; return all that follows."""
        if isinstance(step, Owner):
            return [*self._obey(step, now)]
        return [*self._receive(step, now)]

    def _introduce(self) -> None:
        own = self._own[ALICE]
        signed = FRIEND.sign(write([own]))
        self.node.receive(write([own, signed, MyPublicKey(FRIEND.key)]), ALICE, START)

    def _receive(self, step: Incoming, now: float) -> Iterator[object]:
        data = self._write(step)
        before = {source: self.node.peers.find(source) for source in SOURCES}
        result = self.node.receive(data, step.source, now)
        assert {one.to for one in result.datagrams} <= {step.source}
        assert [
            one.text for one in result.events if isinstance(one, Received) and one.key is None
        ] in (
            [data.decode("utf-8", "replace")],
            [],
        )
        if not step.is_verified:
            sizes = sum(len(answer.data) + HEADERS for answer in result.datagrams)
            assert sizes <= 2.5 * (len(data) + HEADERS)
            assert all(isinstance(one, Received) and not one.is_verified for one in result.events)
            assert before == {source: self.node.peers.find(source) for source in SOURCES}
        yield from (*result.datagrams, *result.events)

    def _write(self, step: Incoming) -> bytes:
        messages = [*([self._own[step.source]] if step.is_verified else []), *step.messages]
        match step.wrapping:
            case "signed":
                messages = [FRIEND.sign(write(messages))]
            case "encrypted":
                messages = [encrypted(messages), *messages[:1]]
            case "fast":
                messages = [fast_encrypted(messages), *messages[:1]]
            case "twice":
                messages = [encrypted([FRIEND.sign(write(messages))]), *messages[:1]]
        if step.data is None or step.is_verified:
            return write(messages)
        return step.data

    def _obey(self, step: Owner, now: float) -> Iterator[object]:
        yield from self.node.answer(step.messages)
        said = [
            *self._try(lambda: self.node.say_text(step.to, step.text)),
            *self._try(lambda: self.node.tell_text(step.key, step.text, sign=step.sign)),
            *self._try(lambda: self.node.say(step.to, step.messages)),
            *self._try(lambda: self.node.tell(step.key, step.messages)),
            *self.node.search(step.key, now),
        ]
        for datagram in said:
            assert datagram.to in self.node.peers
            assert len(datagram.data) <= MAX_BYTES
            assert read_datagram(datagram.data) is not None
        yield from said

    def _try(self, say: Callable[[], list[Datagram]]) -> list[Datagram]:
        try:
            return say()
        except NotSent:
            return []


@settings(max_examples=120)
@given(steps)
def test_whatever_happens_the_rules_hold_and_the_same_follows_again(
    happened: list[tuple[Incoming | Owner, float]],
) -> None:
    witness, twin, now = Witness(), Witness(), START
    for step, pause in happened:
        now += pause
        assert witness.live(step, now) == twin.live(step, now)
        assert witness.node.tick(now) == twin.node.tick(now)
        assert witness.node.next_at == twin.node.next_at > now


def containers(thing: object, seen: set[int]) -> Iterator[Collection[object]]:
    """Yield all that a node holds, wherever it does."""
    if id(thing) in seen:
        return
    seen.add(id(thing))
    if isinstance(thing, dict | list | set | tuple | frozenset):
        yield thing
        inside = [*thing.keys(), *thing.values()] if isinstance(thing, dict) else [*thing]
    elif type(thing).__module__.startswith("plong."):
        names = [*getattr(thing, "__dict__", {}), *getattr(type(thing), "__slots__", ())]
        inside = [getattr(thing, name) for name in names]
    else:
        return
    for one in inside:
        yield from containers(one, seen)


def largest(node: LcdpNode) -> int:
    return max(len(held) for held in containers(node, set()))


def test_a_flood_from_everywhere_takes_bounded_memory() -> None:
    node, now = make_node(1), START
    for number in range(2 * MAX_KEYS):
        source = Endpoint(f"198.{18 + number // 65536}.{number // 256 % 256}.{number % 256}", 9)
        own = proof(node, source)
        name = cookie_of(str(number))
        node.receive(write([PleaseAlwaysReturn(name)]), source, now)
        node.receive(write([PleaseReturnThisMessage(name), PleaseSendPeers()]), source, now)
        node.receive(write([own, PleaseSendPeers()]), source, now)
        node.receive(write([own, PleaseReturnThisMessage(name)]), source, now)
        node.search(number.to_bytes(32, "big"), now)
        now += 0.001
        if number % 1000 == 0:
            node.tick(now)
    assert largest(node) <= MAX_KEYS
    assert len(node.receive(QUESTION, BOB, now).datagrams) == 1
