"""The contract of every engine."""

from collections.abc import AsyncIterator, Callable

import pytest

from plong.engine.base import (
    Engine,
    Envelope,
    Notice,
    PeerGone,
    PeerLinked,
    PeerRemoved,
    PeerUnlinked,
)
from plong.engine.local import LocalEngine
from plong.protocol.errors import NotConnected, Refusal
from plong.protocol.messages import TEXT
from tests.support.peers import id_of

ALICE, BOB = id_of("alice"), id_of("bob")
NOTICES: list[Notice] = [
    PeerLinked(ALICE, BOB),
    PeerUnlinked(ALICE, BOB),
    PeerGone(ALICE),
    PeerRemoved(ALICE),
]
ENGINES: list[Callable[[], Engine]] = [LocalEngine]


class Node:
    """A hub that remembers what its engine told it."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []
        self.envelopes: list[Envelope] = []

    def receive(self, envelope: Envelope) -> bool:
        self.envelopes.append(envelope)
        return False

    def notice(self, notice: Notice) -> None:
        self.notices.append(notice)


@pytest.fixture
def node() -> Node:
    return Node()


@pytest.fixture(params=ENGINES)
async def engine(request: pytest.FixtureRequest, node: Node) -> AsyncIterator[Engine]:
    """Each engine in turn, carrying for a node that is alone."""
    engine: Engine = request.param()
    await engine.start(node)
    yield engine
    await engine.stop()


@pytest.mark.parametrize("notice", NOTICES)
async def test_a_notice_comes_to_the_own_node_too(
    engine: Engine, node: Node, notice: Notice
) -> None:
    engine.announce(notice)
    assert node.notices == [notice]


async def test_notices_come_in_the_order_they_were_announced(engine: Engine, node: Node) -> None:
    for notice in NOTICES:
        engine.announce(notice)
    assert node.notices == NOTICES


async def test_nothing_is_called_after_the_stop(engine: Engine, node: Node) -> None:
    await engine.stop()
    for notice in NOTICES:
        engine.announce(notice)
    assert node.notices == []


async def test_an_engine_may_be_stopped_twice(engine: Engine) -> None:
    await engine.stop()
    await engine.stop()


async def test_an_envelope_for_nobody_is_undelivered(engine: Engine, node: Node) -> None:
    refusals: list[Refusal] = []
    engine.forward(Envelope(ALICE, BOB, TEXT, b"hi"), refusals.append)
    assert [type(refusal) for refusal in refusals] == [NotConnected]
    assert node.envelopes == []


async def test_an_engine_hears_of_connections_without_a_word(engine: Engine, node: Node) -> None:
    engine.attached(ALICE)
    engine.detached(ALICE)
    assert node.notices == []
