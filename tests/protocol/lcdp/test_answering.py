"""What a node says to questions: its owner's, its peers', and strangers'."""

from plong.protocol.lcdp.cookies import cookie_of
from plong.protocol.lcdp.framing import read_datagram
from plong.protocol.lcdp.models import (
    Content,
    Endpoint,
    Forwarded,
    Message,
    MyPublicKey,
    Peers,
    PleaseListSupportedMessages,
    PleaseReturnThisMessage,
    PleaseSendContent,
    PleaseSendPeers,
    ReturnedMessage,
    SupportedMessages,
    WhereAreThey,
)
from plong.protocol.lcdp.node import LcdpNode
from plong.protocol.lcdp.packing import PIECE_BYTES
from plong.protocol.lcdp.parts import DirectoryEntry
from plong.protocol.lcdp.provider import ContentProvider, ContentQuestion
from tests.protocol.lcdp.talk import ALICE, BOB, FRIEND, adopt, introduce, proof, said
from tests.support.swarm import make_crypto, make_node

NAME = b"n" * 32
HOME = Endpoint("192.0.2.1", 4000)
FAR_HOME = Endpoint("2001:db8::1", 4000)
TENANT = make_crypto(9)


class OneFile(ContentProvider):
    """Has one file of 9999 bytes."""

    def answer(self, question: ContentQuestion, requester: Endpoint, room: int) -> list[Message]:
        """Return a piece, as long as there is room for."""
        assert isinstance(question, PleaseSendContent)
        assert requester.is_ipv4
        size = min(question.length, PIECE_BYTES, (room - 200) // 4 * 3)
        return [Content(question.id, question.offset, bytes(size), 9999)]


def test_the_owner_is_told_what_a_peer_is_and_the_key() -> None:
    node = make_node(1)
    adopt(node)
    key, peers = node.answer([PleaseSendPeers()])
    assert key == MyPublicKey(make_crypto(1).key)
    assert peers == Peers((ALICE,))


def test_the_owner_is_answered_whatever_he_asks() -> None:
    node = make_node(1, provider=OneFile())
    introduce(node)
    piece = PleaseSendContent("ab" * 32, PIECE_BYTES, 0)
    returned = PleaseReturnThisMessage(cookie_of("1.5"))
    answers = node.answer(
        [piece, WhereAreThey(FRIEND.key), returned, PleaseListSupportedMessages()]
    )
    assert answers[0] == Content("ab" * 32, 0, bytes(PIECE_BYTES), 9999)
    assert [type(one) for one in answers] == [
        Content,
        Forwarded,
        ReturnedMessage,
        SupportedMessages,
    ]


def where(node: LcdpNode, key: bytes) -> list[Message]:
    return said(node, [proof(node), WhereAreThey(key)], ALICE)


def housing(address: Endpoint = HOME) -> LcdpNode:
    entry = DirectoryEntry(address, TENANT.key)
    return make_node(1, directory=lambda name, _: entry if name in {NAME, FRIEND.key} else None)


def test_who_lives_here_is_named_to_who_is_verified() -> None:
    (answer,) = where(housing(), NAME)
    assert isinstance(answer, Forwarded)
    assert answer.src == HOME
    assert read_datagram(answer.messages.encode()) == (MyPublicKey(TENANT.key),)
    assert where(housing(), bytes(32)) == []


def test_who_lives_here_is_not_named_to_strangers() -> None:
    assert not [
        one for one in said(housing(), [WhereAreThey(NAME)], BOB) if isinstance(one, Forwarded)
    ]


def test_what_the_owner_says_of_who_lives_here_goes_before_what_others_say() -> None:
    node = housing()
    introduce(node)
    (answer,) = where(node, FRIEND.key)
    assert isinstance(answer, Forwarded)
    assert answer.src == HOME


def test_an_address_that_ends_nodes_is_not_named() -> None:
    assert where(housing(FAR_HOME), NAME) == []
