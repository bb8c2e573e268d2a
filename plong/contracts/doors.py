"""PING: what owners ask about who may knock: blocks, masks, tokens, settings."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from plong.contracts.operation import Body, Operation, answer_json
from plong.contracts.ownership import owned
from plong.contracts.recording import RecordedFields, body_of
from plong.contracts.samples import ADDRESS, BLOCKS, MASK, NOW, PUBLIC_ID, SETTINGS, TOKEN
from plong.contracts.schema import Schema, list_of, object_of, shape_of
from plong.contracts.strangers import DONE
from plong.contracts.words import FLAG, PING, TEXT, said
from plong.protocol.errors import BadRequest, ServerFull, TooBig, TooSlow, Unavailable
from plong.protocol.fields import MAX_BODY
from plong.protocol.ping.answers import (
    blocks_answer,
    mask_answer,
    new_token_answer,
    settings_answer,
    tokens_answer,
)
from plong.protocol.ping.block import MAX_HOST
from plong.protocol.ping.mask import read_mask
from plong.protocol.ping.models import BlockKind, Tier
from plong.protocol.ping.settings import MAX_KEPT_FOR, read_settings
from plong.protocol.ping.token import read_token

_OF_BODIES: Final = (BadRequest, TooSlow, TooBig)
_HOST: Final[Mapping[str, object]] = {"type": "string", "maxLength": MAX_HOST}
_BLOCK_WORDS: Final[Mapping[str, Schema]] = {
    BlockKind.ORIGIN: said("This origin.", PING["origin"]),
    BlockKind.PREFIX: said("This origin and those below its path.", PING["origin"]),
    BlockKind.HOST: said("Origins of this host and its subdomains.", _HOST),
    BlockKind.NETWORK: said("Whoever knocks from this network.", _HOST),
}
_BLOCK: Final[Mapping[str, object]] = {
    "oneOf": [object_of({kind: _BLOCK_WORDS[kind]}, [kind]) for kind in BlockKind]
}
_ROW: Final[Mapping[str, object]] = {
    "oneOf": [shape_of(_BLOCK_WORDS, row) for row in blocks_answer(BLOCKS)]
}
_TTL: Final[Mapping[str, Schema]] = {
    "ttl": said("Seconds after which it takes no more knocks.", {})
}
_MASK: Final = shape_of(PING, mask_answer(MASK, ADDRESS))
_SETTINGS: Final = shape_of(PING, settings_answer(SETTINGS, ADDRESS))
_NEW_SETTINGS: Final[Mapping[str, object]] = {**{str(tier): True for tier in Tier}, "kept_for": 1}


def operations() -> Sequence[Operation]:
    """Return what stands at the server's own address, and below that of each of its peers."""
    return (*_blocks(), *_masks(), *_tokens(), *_settings())


def _blocks() -> Sequence[Operation]:
    body = Body(schema=_BLOCK, most=MAX_BODY)
    return (
        _list("/block", "blocks", "Ask whom one does not want to hear.", _ROW),
        _make("/block", "block", "Hear no more of somebody.", body, _ROW),
        _drop("/block", "unblock", "Hear somebody again.", body),
    )


def _masks() -> Sequence[Operation]:
    read = partial(read_mask, mask_id=PUBLIC_ID, owner=PUBLIC_ID, now=NOW)
    body = Body(
        schema=body_of(read, {"ttl": 1, "single_pull": True}, {**PING, **_TTL}), most=MAX_BODY
    )
    return (
        _list("/masks", "masks", "Ask which addresses stand for one.", _MASK),
        _make("/masks", "makeMask", "Make another address.", body, _MASK),
        _drop("/masks", "revokeMask", "Give an address up.", _named("mask_id")),
    )


def _tokens() -> Sequence[Operation]:
    read = partial(read_token, secret=PUBLIC_ID, owner=PUBLIC_ID, now=NOW)
    body = Body(schema=body_of(read, {"name": "Ann"}, PING), most=MAX_BODY)
    row = shape_of(PING, *tokens_answer([TOKEN]))
    made = shape_of(PING, new_token_answer(TOKEN, PUBLIC_ID))
    return (
        _list("/tokens", "tokens", "Ask to whom the user door is open.", row),
        _make(
            "/tokens", "makeToken", "Open the user door; the token is said this once.", body, made
        ),
        _drop("/tokens", "revokeToken", "Close the user door to somebody.", _named("token_id")),
    )


def _settings() -> Sequence[Operation]:
    return (
        owned(
            method="GET",
            path="/settings",
            name="settings",
            summary="Ask which doors are open, and how long what has ended is kept.",
            answers=[answer_json("The settings.", _SETTINGS)],
            refusals=(Unavailable,),
        ),
        owned(
            method="POST",
            path="/settings",
            name="changeSettings",
            summary="Open or close doors; settings that are not named stay.",
            body=Body(schema=_settings_schema(), most=MAX_BODY),
            answers=[answer_json("All of them, as they are now.", _SETTINGS)],
            refusals=(*_OF_BODIES, Unavailable),
        ),
    )


def _settings_schema() -> Schema:
    """Return what may be changed: a door is open or not, and nothing else has a name here."""
    read = partial(read_settings, old=SETTINGS)
    names = body_of(read, _NEW_SETTINGS, {})["properties"]
    assert isinstance(names, dict)
    kept_for = {**PING["kept_for"], "maximum": MAX_KEPT_FOR}
    fields = {name: kept_for if name == "kept_for" else FLAG for name in names}
    return {**object_of(fields, []), "additionalProperties": False}


def _named(name: str) -> Body:
    def read(fields: RecordedFields) -> str:
        return fields.text(name)

    return Body(schema=body_of(read, {name: PUBLIC_ID}, {name: TEXT}), most=MAX_BODY)


def _list(path: str, name: str, summary: str, row: Schema) -> Operation:
    return owned(
        method="GET",
        path=path,
        name=name,
        summary=summary,
        answers=[answer_json("All there are.", list_of(row))],
        refusals=(Unavailable,),
    )


def _make(path: str, name: str, summary: str, body: Body, made: Schema) -> Operation:
    return owned(
        method="POST",
        path=path,
        name=name,
        summary=summary,
        body=body,
        answers=[answer_json("It is there.", made, 201)],
        refusals=(*_OF_BODIES, ServerFull, Unavailable),
    )


def _drop(path: str, name: str, summary: str, body: Body) -> Operation:
    return owned(
        method="DELETE",
        path=path,
        name=name,
        summary=summary,
        body=body,
        answers=[DONE],
        refusals=(*_OF_BODIES, Unavailable),
    )
