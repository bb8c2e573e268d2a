import json
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plong.noise.crypto import NoiseCrypto
from plong.protocol.lcdp.budget import HEADERS, allowance
from plong.protocol.lcdp.cookies import SECRET_TTL
from plong.protocol.lcdp.events import Adopted, Heard
from plong.protocol.lcdp.framing import read_datagram
from plong.protocol.lcdp.models import (
    AlwaysReturned,
    Content,
    Cookie,
    Endpoint,
    Forwarded,
    Message,
    MyPublicKey,
    Peers,
    PleaseAlwaysReturn,
    PleaseReturnThisMessage,
    PleaseSendContent,
    PleaseSendPeers,
    ReturnedMessage,
    SignedMessage,
    WhereAreThey,
)
from plong.protocol.lcdp.provider import ContentProvider, ContentQuestion
from plong.protocol.lcdp.writing import write
from tests.protocol.lcdp.strategies import datagrams, node_messages
from tests.protocol.lcdp.talk import (
    ALICE,
    BOB,
    CHAT,
    FRIEND,
    QUESTION,
    THEIRS,
    encrypted,
    fast_encrypted,
    heard,
    introduce,
    opened,
    proof,
    said,
)
from tests.support import holders
from tests.support.holders import content_of, id_of
from tests.support.swarm import START, make_node

Seal = Callable[[Sequence[Message]], Message]


def test_the_shortest_question_gets_a_cookie_and_an_address() -> None:
    node = make_node(1)
    node.receive(
        write([proof(node, Endpoint("127.0.0.1", 24254))]), Endpoint("127.0.0.1", 24254), 0
    )
    (answer,) = node.receive(QUESTION, ALICE, START).datagrams
    assert len(answer.data) <= allowance(len(QUESTION)) == 102
    asked, peers = json.loads(answer.data)
    assert len(asked["PleaseAlwaysReturnThisMessage"]["cookie"]) == 12
    assert peers == {"Peers": {"peers": ["127.0.0.1:24254"]}}


def test_the_same_question_is_answered_anew_when_the_secret_or_the_peers_change() -> None:
    node = make_node(1)
    first = node.receive(QUESTION, BOB, START)
    assert node.receive(QUESTION, BOB, START) == first
    node.receive(write([proof(node)]), ALICE, START)
    second = node.receive(QUESTION, BOB, START)
    assert second != first
    node.tick(START + SECRET_TTL)
    assert node.receive(QUESTION, BOB, START + SECRET_TTL) != second


def test_who_returns_the_cookie_is_adopted_once() -> None:
    node = make_node(1)
    own = write([proof(node)])
    assert node.receive(own, ALICE, START).events == [Adopted(ALICE)]
    assert node.receive(own, ALICE, START).events == []
    assert ALICE in node.peers


def test_a_cookie_is_good_for_its_own_address_only() -> None:
    node = make_node(1)
    node.receive(write([proof(node)]), BOB, START)
    assert BOB not in node.peers


def test_a_cookie_alone_is_answered_with_cookies_alone_and_not_again_at_once() -> None:
    node = make_node(1)
    probe = [PleaseAlwaysReturn(THEIRS)]
    asked, returned = said(node, probe, ALICE)
    assert isinstance(asked, PleaseAlwaysReturn)
    assert returned == AlwaysReturned(THEIRS)
    assert said(node, probe, ALICE) == []


def test_a_node_that_hears_itself_does_not_answer() -> None:
    node = make_node(1)
    own = PleaseAlwaysReturn(proof(node).cookie)
    assert said(node, [own, PleaseSendPeers()], ALICE) == []


def test_cookies_never_go_to_and_fro() -> None:
    node = make_node(1)
    assert said(node, [proof(node), PleaseAlwaysReturn(THEIRS)], ALICE) == []


def test_a_peers_cookie_leads_what_is_said_to_it_but_not_what_a_forger_causes() -> None:
    node = make_node(1)
    own = proof(node)
    node.receive(write([own, PleaseAlwaysReturn(THEIRS)]), ALICE, START)
    assert said(node, [own, PleaseSendPeers()], ALICE)[0] == AlwaysReturned(THEIRS)
    assert AlwaysReturned(THEIRS) not in said(node, QUESTION, ALICE)


def test_a_verified_peer_hears_the_key_after_the_proof() -> None:
    node = make_node(1)
    answer = said(node, [proof(node), PleaseAlwaysReturn(THEIRS), PleaseSendPeers()], ALICE)
    assert [type(one) for one in answer] == [AlwaysReturned, SignedMessage, MyPublicKey, Peers]


def test_what_is_to_be_returned_is_returned_as_it_came() -> None:
    odd = PleaseReturnThisMessage(Cookie('{"cookie":"1.5","more":[1]}', "1.5"))
    assert ReturnedMessage(odd.cookie) in said(make_node(1), [odd], ALICE)


@pytest.mark.parametrize("data", [b"", b"{}", b"[", b"\xff", b"[" * 200 + b"]" * 200, b"[]"])
def test_noise_is_not_answered(data: bytes) -> None:
    assert make_node(1).receive(data, ALICE, START).datagrams == []


def test_chat_is_heard_only_from_who_is_verified() -> None:
    node = make_node(1)
    assert heard(node, [CHAT]) == []
    assert heard(node, [proof(node), CHAT]) == [Heard(CHAT, ALICE, None)]


def test_a_key_is_believed_where_it_has_signed_our_cookie_and_then_told_to_who_asks() -> None:
    node = make_node(1)
    introduce(node)
    known = node.keyring.find(FRIEND.key)
    assert known is not None
    assert known.is_proven
    answer = said(node, [WhereAreThey(FRIEND.key)], BOB)
    assert [one.src for one in answer if isinstance(one, Forwarded)] == [ALICE]


def test_a_key_is_not_believed_for_anothers_signature() -> None:
    node = make_node(1)
    introduce(node)
    own = proof(node, BOB)
    thief = NoiseCrypto(bytes(31) + b"\x09").sign(write([own]))
    node.receive(write([own, thief, MyPublicKey(FRIEND.key)]), BOB, START)
    known = node.keyring.find(FRIEND.key)
    assert known is not None
    assert known.address == ALICE


def test_the_cookie_may_stand_in_a_signed_array() -> None:
    node = make_node(1)
    node.receive(write([FRIEND.sign(write([proof(node)]))]), ALICE, START)
    assert ALICE in node.peers


@pytest.mark.parametrize("seal", [encrypted, fast_encrypted])
def test_an_encrypted_line_is_credited_to_its_key_and_heard_once(seal: Seal) -> None:
    node = make_node(1)
    own = introduce(node)
    datagram: list[Message] = [seal([CHAT]), own]
    assert heard(node, datagram) == [Heard(CHAT, ALICE, FRIEND.key)]
    assert heard(node, datagram) == []


@pytest.mark.parametrize("seal", [encrypted, fast_encrypted])
def test_an_encrypted_line_that_another_sends_on_is_not_credited_and_moves_nobody(
    seal: Seal,
) -> None:
    node = make_node(1)
    introduce(node)
    datagram: list[Message] = [seal([CHAT]), proof(node, BOB)]
    assert heard(node, datagram, BOB) == [Heard(CHAT, BOB, None)]
    known = node.keyring.find(FRIEND.key)
    assert known is not None
    assert known.address == ALICE


@pytest.mark.parametrize("seal", [encrypted, fast_encrypted])
def test_an_encrypted_line_of_a_stranger_is_dropped(seal: Seal) -> None:
    node = make_node(1)
    assert heard(node, [seal([CHAT]), proof(node)]) == []


def test_the_older_way_is_opened_once_for_each_nonce() -> None:
    node = make_node(1)
    own = introduce(node)
    first, second = fast_encrypted([CHAT]), fast_encrypted([CHAT], b"m" * 12)
    assert len(heard(node, [first, second, first, own])) == 2


def test_the_cookie_may_stand_in_an_encrypted_array_of_the_older_way() -> None:
    node = make_node(1)
    own = introduce(node)
    assert len(heard(node, [fast_encrypted([own, CHAT])])) == 1


def test_what_is_told_to_a_key_is_read_by_its_owner() -> None:
    node = make_node(1)
    introduce(node)
    (datagram,) = node.tell(FRIEND.key, [CHAT])
    assert opened(datagram) == (write([CHAT]), ())
    assert datagram.to == ALICE
    assert node.tell(bytes(32), [CHAT]) == []


def test_something_is_said_to_peers_only() -> None:
    node = make_node(1)
    assert node.say(ALICE, [CHAT]) == []
    node.receive(write([proof(node), PleaseAlwaysReturn(THEIRS)]), ALICE, START)
    (datagram,) = node.say(ALICE, [CHAT])
    assert read_datagram(datagram.data) == (AlwaysReturned(THEIRS), CHAT)


class OneFile(ContentProvider):
    """Has one file, and sends as much as there is room for."""

    def answer(self, question: ContentQuestion, requester: Endpoint, room: int) -> list[Message]:
        """Return a piece."""
        assert isinstance(question, PleaseSendContent)
        assert requester == ALICE
        return [Content(question.id, question.offset, bytes(min(question.length, room // 2)), 9999)]


def test_a_piece_of_a_file_is_asked_of_the_provider() -> None:
    node = make_node(1, provider=OneFile())
    wanted = PleaseSendContent("ab" * 32, 2000, 0)
    assert Content("ab" * 32, 0, bytes(2000), 9999) in said(node, [proof(node), wanted], ALICE)
    assert len(node.receive(write([wanted]), ALICE, START).datagrams) == 1


def test_whoever_is_asked_proves_itself_by_its_answer() -> None:
    """Though neither knew of the other before; and the second question is answered in full."""
    file = content_of(2000)
    asker, provider = make_node(1), make_node(2, provider=holders.OneFile(file))
    came: list[bytes] = []
    for _ in range(2):
        (asked,) = asker.ask(BOB, [PleaseSendContent(id_of(file), 2000, 0)])
        (answer,) = provider.receive(asked.data, ALICE, START).datagrams
        events = asker.receive(answer.data, asked.to, START).events
        said = (one.message for one in events if isinstance(one, Heard))
        came += [message.data for message in said if isinstance(message, Content)]
    assert 0 < len(came[0]) < len(file)
    assert came[1] == file


def test_after_the_secret_is_renewed_the_cookie_before_is_still_good() -> None:
    node = make_node(1)
    own = write([proof(node)])
    node.tick(START + SECRET_TTL)
    assert node.receive(own, ALICE, START + SECRET_TTL).events == [Adopted(ALICE)]
    assert write([proof(node)]) != own
    node.tick(START + 2 * SECRET_TTL)
    node.peers.forget(ALICE)
    assert node.receive(own, ALICE, START + 2 * SECRET_TTL).events == []


sequences = st.lists(
    st.tuples(
        datagrams | st.lists(node_messages, max_size=4).map(write),
        st.sampled_from([ALICE, BOB]),
        st.booleans(),
        st.floats(min_value=0, max_value=40),
    ),
    max_size=8,
)


@settings(max_examples=60)
@given(sequences)
def test_whatever_comes_nothing_is_raised_and_strangers_are_not_amplified(
    steps: list[tuple[bytes, Endpoint, bool, float]],
) -> None:
    node, twin, now = make_node(1), make_node(1), START
    own = {endpoint: write([proof(node, endpoint)]) for endpoint in (ALICE, BOB)}
    assert own == {endpoint: write([proof(twin, endpoint)]) for endpoint in (ALICE, BOB)}
    for data, source, is_verified, pause in steps:
        now += pause
        datagram = own[source][:-1] + b"," + data[1:] if is_verified else data
        step = node.receive(datagram, source, now)
        assert step == twin.receive(datagram, source, now)
        if not is_verified:
            sizes = sum(len(answer.data) + HEADERS for answer in step.datagrams)
            assert sizes <= 2.5 * (len(datagram) + HEADERS)
            assert {answer.to for answer in step.datagrams} <= {source}
            assert step.events == []
        assert node.tick(now) == twin.tick(now)
        assert node.next_at == twin.next_at > now
    assert len(node.peers) <= 2
