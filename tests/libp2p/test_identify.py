"""Saying who one is, and asking, over a connection."""

import pytest

from plong.libp2p.node import Node
from plong.protocol.libp2p.delimited import write_delimited
from plong.protocol.libp2p.identify import IDENTIFY, Identify, IdentifyReader, write_identify
from plong.protocol.libp2p.multiaddr import parse_multiaddr
from plong.protocol.libp2p.peer_record import open_peer_record
from tests.libp2p.stranger import GREETING, OURS, SOMEWHERE, Stranger, make_node, proposal

ADDRESS = parse_multiaddr("/dns4/plong.example/tcp/443/wss")


def told(stranger: Stranger) -> Identify:
    stream = stranger.open(IDENTIFY)
    assert stranger.ends[stream.id] == "closed"
    reader = IdentifyReader()
    reader.receive(stranger.heard[stream.id].removeprefix(GREETING + proposal(IDENTIFY)))
    return reader.end()


async def test_who_asks_is_told(node: Node) -> None:
    node.announce((ADDRESS,))
    node.offer("/later", lambda _: pytest.fail("nobody asks for it"))
    said = told(Stranger(node).meet())
    assert said.key == OURS.key
    assert said.addresses == (ADDRESS,)
    assert said.protocols == ("/ipfs/id/1.0.0", "/ipfs/ping/1.0.0", "/later")
    assert said.observed == SOMEWHERE
    assert said.agent_version == "plong/test"
    assert said.protocol_version == "ipfs/0.1.0"


async def test_where_a_peer_has_come_is_told_unless_all_is_announced(node: Node) -> None:
    introductions = node.introductions
    node.announce((ADDRESS,))
    assert introductions.addresses_at(SOMEWHERE) == (ADDRESS,)
    node.announce((ADDRESS,), is_all=False)
    assert introductions.addresses_at(SOMEWHERE) == (SOMEWHERE, ADDRESS)
    assert introductions.addresses_at(ADDRESS) == introductions.addresses_at(None) == (ADDRESS,)


async def test_the_signed_record_of_new_addresses_counts_more(node: Node) -> None:
    stranger = Stranger(node).meet()
    before = told(stranger).signed_record
    node.announce((ADDRESS,))
    after = told(stranger).signed_record
    assert before is not None
    assert after is not None
    old, new = (open_peer_record(record, OURS.is_signed) for record in (before, after))
    assert new.sequence > old.sequence
    assert (old.peer, old.addresses) == (OURS.peer_id, ())
    assert (new.peer, new.addresses) == (OURS.peer_id, (ADDRESS,))


def ask(stranger: Stranger, answer: bytes, *, closes: bool = True) -> Identify | None:
    """Have a stranger answer our node's question."""
    stranger.listen()
    (number,) = stranger.heard
    stream = stranger.session.streams[number]
    stream.send(GREETING + proposal(IDENTIFY) + answer)
    if closes:
        stream.close()
    stranger.flush()
    return stranger.connection.identity


async def test_each_peer_is_asked() -> None:
    stranger = Stranger(make_node(asks_who=True)).meet()
    said = Identify(key=stranger.crypto.key, agent_version="stranger/1")
    assert ask(stranger, write_identify(said)) == said
    assert stranger.connection.streams == 0


@pytest.mark.parametrize("answer", [b"", b"\x05abc", write_delimited(b"\xff"), b"\xff\xff\x7f"])
async def test_a_wrong_answer_is_none_and_costs_a_stream_only(answer: bytes) -> None:
    stranger = Stranger(make_node(asks_who=True)).meet()
    assert ask(stranger, answer) is None
    assert stranger.connection.is_ready
    assert stranger.connection.streams == 0


async def test_who_talks_instead_of_listening_is_reset(node: Node) -> None:
    stranger = Stranger(node).meet()
    stream = stranger.session.open()
    stream.send(GREETING + proposal(IDENTIFY) + b"me")
    stranger.flush()
    assert stranger.ends[stream.id] in {"closed", "reset"}
    assert stranger.connection.streams == 0
