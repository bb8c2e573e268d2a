"""The HTTP API: get a name, be found, find, forget."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from plong.config import Config
from plong.contracts.operation import Answer, Body, Operation, answer_json
from plong.contracts.recording import body_of
from plong.contracts.samples import CLAIMED, GREETING, PEER, PRIVATE_ID, WORDS
from plong.contracts.schema import Schema, shape_of
from plong.contracts.status import status_schema
from plong.contracts.words import PLONG
from plong.protocol.errors import (
    BadRequest,
    IdentityNotFound,
    NoSuchPeer,
    PassphraseTaken,
    RateLimited,
    ServerFull,
    TooBig,
    TooMany,
    TooSlow,
    Unavailable,
)
from plong.protocol.fields import MAX_BODY
from plong.protocol.models import claimed_answer, greeting_answer, peer_answer
from plong.protocol.requests import read_claim, read_find, read_remove

_TAG: Final = "rendezvous"
_OF_BODIES: Final = (BadRequest, TooSlow, TooBig)
CLAIM: Final[Mapping[str, object]] = {
    "PrivateId": PRIVATE_ID,
    "Passphrase": WORDS,
    "Uses": 1,
    "Timeout": 1,
}
FIND: Final[Mapping[str, object]] = {"Passphrase": WORDS}
_REMOVE: Final[Mapping[str, object]] = {"PrivateId": PRIVATE_ID}
_OF_ME: Final[Mapping[str, str]] = {"PrivateId": "$response.body#/PrivateId"}
_BY_WORDS: Final[Mapping[str, str]] = {"Passphrase": "$request.body#/Passphrase"}


def claim_schema(config: Config, *, own_peer: bool) -> Schema:
    """Return what ``iam`` is told; over WebSocket the PrivateId may be left out."""
    read = partial(read_claim, identity_timeout=config.identity_timeout, own_peer=own_peer)
    return body_of(read, CLAIM, PLONG)


def find_schema() -> Schema:
    """Return what ``whois`` is told."""
    return body_of(read_find, FIND, PLONG)


def operations(config: Config) -> Sequence[Operation]:
    """Return what there is with ``h`` in the mode."""
    if not config.has("h"):
        return ()
    return (
        *(_ohai(method, name) for method, name in (("GET", "ohai"), ("POST", "ohaiByPost"))),
        _iam(config),
        _whois(),
        *(_obai(method, name) for method, name in (("POST", "obai"), ("DELETE", "obaiByDelete"))),
        _wuu2(config),
    )


def _ohai(method: str, name: str) -> Operation:
    return Operation(
        method=method,
        path="/ohai",
        name=name,
        tag=_TAG,
        summary="Make a peer.",
        description="The PrivateId is said this once; the server does not keep it.",
        answers=[_greeting()],
        refusals=(RateLimited, TooMany, ServerFull, Unavailable),
    )


def _greeting() -> Answer:
    schema = shape_of(PLONG, greeting_answer(GREETING))
    return answer_json("The new peer.", schema, links={"iam": _OF_ME, "obai": _OF_ME})


def _iam(config: Config) -> Operation:
    return Operation(
        method="POST",
        path="/iam",
        name="iam",
        tag=_TAG,
        summary="Let a passphrase stand for a peer.",
        body=Body(schema=claim_schema(config, own_peer=False), most=MAX_BODY, example=CLAIM),
        answers=[_claimed()],
        refusals=(
            *_OF_BODIES,
            *(NoSuchPeer, PassphraseTaken, RateLimited, TooMany, ServerFull, Unavailable),
        ),
    )


def _claimed() -> Answer:
    schema = shape_of(PLONG, claimed_answer(CLAIMED))
    text = "Whose the passphrase is now, and until when."
    return answer_json(text, schema, links={"whois": _BY_WORDS})


def _whois() -> Operation:
    schema = shape_of(PLONG, peer_answer(PEER))
    return Operation(
        method="POST",
        path="/whois",
        name="whois",
        tag=_TAG,
        summary="Ask whom a passphrase stands for.",
        body=Body(schema=find_schema(), most=MAX_BODY, example=FIND),
        answers=[answer_json("Who holds it.", schema)],
        refusals=(*_OF_BODIES, IdentityNotFound, RateLimited, Unavailable),
    )


def _obai(method: str, name: str) -> Operation:
    return Operation(
        method=method,
        path="/obai",
        name=name,
        tag=_TAG,
        summary="Forget a peer, its identities and its connections.",
        body=Body(schema=body_of(read_remove, _REMOVE, PLONG), most=MAX_BODY, example=_REMOVE),
        answers=[answer_json("It is forgotten.", shape_of(PLONG, {}))],
        refusals=(*_OF_BODIES, NoSuchPeer, Unavailable),
    )


def _wuu2(config: Config) -> Operation:
    return Operation(
        method="GET",
        path="/wuu2",
        name="wuu2",
        tag=_TAG,
        summary="Ask what server this is and how much it holds.",
        answers=[answer_json("What it is.", status_schema(config))],
        refusals=(Unavailable,),
    )
