"""Why datagrams are dropped, told to whoever counts."""

from plong.protocol.lcdp.drops import NO_ROOM, RATE_LIMITED, UNREADABLE
from plong.protocol.lcdp.effort import OF_STRANGERS, Effort
from plong.protocol.lcdp.models import Endpoint
from plong.protocol.lcdp.node import LcdpNode
from plong.protocol.lcdp.parts import Choices
from tests.protocol.lcdp.talk import ALICE
from tests.support.swarm import OPEN, START, make_crypto

ASK = b'[{"PleaseSendPeers":{}}]'
ASK_FOR_A_COOKIE = b'[{"PleaseAlwaysReturnThisMessage":{"cookie":"1234"}}]'


class Dropping:
    """A node, and why it has dropped what came."""

    def __init__(self) -> None:
        self.reasons: list[str] = []
        choices = Choices(OPEN, refused=self.reasons.append)
        self.node = LcdpNode(make_crypto(1), bytes, START, choices)

    def hears(self, data: bytes, source: Endpoint = ALICE) -> bool:
        """Tell whether it is answered."""
        return bool(self.node.receive(data, source, START).datagrams)


def test_what_is_answered_was_not_dropped() -> None:
    dropping = Dropping()
    assert dropping.hears(ASK)
    assert dropping.reasons == []


def test_what_cannot_be_read() -> None:
    dropping = Dropping()
    assert not dropping.hears(b"nonsense")
    assert not dropping.hears(b"[" * 5000)
    assert dropping.reasons == [UNREADABLE, UNREADABLE]


def test_who_asks_for_cookies_alone_too_often() -> None:
    dropping = Dropping()
    assert dropping.hears(ASK_FOR_A_COOKIE)
    assert not dropping.hears(ASK_FOR_A_COOKIE)
    assert dropping.reasons == [RATE_LIMITED]


def test_who_sends_too_little_to_be_answered() -> None:
    dropping = Dropping()
    assert not dropping.hears(b"[]")
    assert dropping.reasons == [NO_ROOM]


def test_arithmetic_that_is_refused() -> None:
    refused: list[bool] = []
    effort = Effort(lambda: refused.append(True))
    for _ in range(OF_STRANGERS + 2):
        effort.take(ALICE, START, verified=False)
    assert refused == [True, True]
