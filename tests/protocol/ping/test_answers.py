"""The JSON of the owner routes, field by field."""

import math

import pytest

from plong.protocol.errors import BadRequest
from plong.protocol.fields import parse_object
from plong.protocol.models import Answer, to_json
from plong.protocol.ping.answers import (
    blocks_answer,
    inbox_answer,
    mask_answer,
    new_token_answer,
    pulled_answer,
    refused_answer,
    sent_answer,
    settings_answer,
    tokens_answer,
)
from plong.protocol.ping.block import read_block
from plong.protocol.ping.errors import HashMismatch
from plong.protocol.ping.models import (
    Block,
    BlockKind,
    Incoming,
    Knock,
    Mask,
    Outgoing,
    ReceiverState,
    SenderState,
    Tier,
)
from plong.protocol.ping.outbox import hash_of
from plong.protocol.ping.settings import Settings
from plong.protocol.ping.token import Token

HASH = hash_of("H\u00ef")
OUTGOING = Outgoing(
    "", "i", "http://a", "http://b", "ask", "H\u00ef", HASH, SenderState.PING_EXISTS, 0
)

ANSWERS: list[tuple[Answer, str]] = [
    (sent_answer(OUTGOING), '{"ping_id":"i","state":"PING_EXISTS"}'),
    (
        pulled_answer(Knock("i", "http://a"), "H\u00ef"),
        (
            '{"ping_id":"i","origin":"http://a","payload_type":"ask","content":"H\\u00ef",'
            f'"content_hash":"{HASH}"}}'
        ),
    ),
    (refused_answer(BadRequest("No.")), '{"error":"No.","code":"bad-request"}'),
    (
        refused_answer(HashMismatch("a", "b")),
        (
            '{"error":"The content does not have the announced hash.","code":"hash-mismatch",'
            '"expected":"a","actual":"b"}'
        ),
    ),
]


@pytest.mark.parametrize(("answer", "text"), ANSWERS)
def test_an_answer_has_exactly_the_documented_fields(answer: Answer, text: str) -> None:
    assert to_json(answer) == text


def test_an_inbox_is_a_list_of_what_waits() -> None:
    incoming = Incoming("", Knock("i", "http://a"), Tier.PUBLIC, ReceiverState.PING_RECEIVED, 0)
    assert list(inbox_answer([])) == []
    assert to_json({"inbox": inbox_answer([incoming])}) == (
        '{"inbox":[{"ping_id":"i","origin":"http://a","payload_type":"ask","content_hash":null,'
        '"size":null,"tier":"public","state":"PING_RECEIVED",'
        '"received_at":"1970-01-01T00:00:00.000Z"}]}'
    )


def test_masks_are_listed_with_their_state() -> None:
    used = Mask("n", "B", 0, 1.0, single_pull=True, used=True, revoked=True)
    assert to_json(mask_answer(Mask("m", "B", 0), "https://a.example/at/m")) == (
        '{"mask_id":"m","address":"https://a.example/at/m",'
        '"created_at":"1970-01-01T00:00:00.000Z","expires_at":null,'
        '"single_pull":false,"used":false,"revoked":false}'
    )
    assert to_json(mask_answer(used, "https://a.example/at/n")) == (
        '{"mask_id":"n","address":"https://a.example/at/n",'
        '"created_at":"1970-01-01T00:00:00.000Z",'
        '"expires_at":"1970-01-01T00:00:01.000Z","single_pull":true,"used":true,"revoked":true}'
    )


TOKEN = Token("t", "B", "Carol", 0)


def test_a_token_is_said_once_and_listed_without_itself() -> None:
    listed = '{"token_id":"t","name":"Carol","created_at":"1970-01-01T00:00:00.000Z"}'
    assert [to_json(answer) for answer in tokens_answer([TOKEN])] == [listed]
    assert to_json(new_token_answer(TOKEN, "secret")) == f'{listed[:-1]},"token":"secret"}}'


@pytest.mark.parametrize(
    ("kept_for", "text"), [(86400.0, "86400"), (0.5, "0.5"), (0, "0"), (math.inf, "null")]
)
def test_settings_are_listed_in_full(kept_for: float, text: str) -> None:
    assert to_json(settings_answer(Settings(kept_for, private=False), "http://a")) == (
        '{"address":"http://a","public":true,"user":true,"private":false,"anonymous":true,'
        f'"kept_for":{text}}}'
    )


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (BlockKind.ORIGIN, "http://a"),
        (BlockKind.PREFIX, "http://a/b"),
        (BlockKind.HOST, "a"),
        (BlockKind.NETWORK, "10.0.0.0/8"),
    ],
)
def test_a_block_is_listed_as_it_is_asked_for(kind: BlockKind, value: str) -> None:
    block = Block("", kind, value, 0)
    (answer,) = blocks_answer([block])
    assert read_block(parse_object(to_json(answer).encode()), "", 0) == block
