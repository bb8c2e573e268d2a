"""All WebSocket paths of a server with these settings."""

from collections.abc import Iterator, Mapping
from typing import Final

from plong.config import Config
from plong.contracts.bridge import heard_by_pages, said_by_pages
from plong.contracts.channel import Channel, Question
from plong.contracts.commands import command
from plong.contracts.message import BYTES_TYPE, Message
from plong.contracts.relayed import delivered, taken
from plong.contracts.replies import failure, success, unknown
from plong.contracts.unasked import unasked
from plong.protocol.dialect import PLONG_2, Classic, Dialect, Plong2
from plong.protocol.handshake import BRIDGE_PATHS, PATH, PEER_PATH
from plong.protocol.ids import PRIVATE_ID

_PROTOCOLS: Final = "Sec-WebSocket-Protocol"
_NEEDS: Final[Mapping[str, str]] = {"lcdp": "u", "tell": "x"}
"""Letters of the mode without which a verb is always refused."""
_BYTES: Final = Message(
    name="libp2p.bytes",
    summary="Bytes of libp2p: multistream, Noise, yamux.",
    payload={"type": "string", "format": "binary"},
    content_type=BYTES_TYPE,
)


def channels(config: Config) -> Iterator[Channel]:
    """Yield the relay's with ``w`` in the mode, the bridge with ``u``, libp2p with ``l``."""
    if config.has("w"):
        yield _classic(config)
        yield _second(config)
    if config.has("u"):
        yield _bridge()
    if config.has("l"):
        yield _libp2p()


def _classic(config: Config) -> Channel:
    return Channel(
        name=Classic.name,
        path=f"{PATH}/{{private_id}}",
        summary="The relay as in 2012; with the subprotocol private.<PrivateId>, at /ws too.",
        questions=_questions(Classic(), config),
        told=_told(Classic(), config),
    )


def _second(config: Config) -> Channel:
    secret = f"private\\.{PRIVATE_ID.pattern}"
    offers = {"type": "string", "pattern": f"^{PLONG_2}, *{secret}$"}
    return Channel(
        name=Plong2.name,
        path=PATH,
        summary="The relay in the dialect plong.2; with the PrivateId in the path, without the"
        " second subprotocol.",
        headers={_PROTOCOLS: offers},
        questions=_questions(Plong2(), config),
        told=_told(Plong2(), config),
    )


def _questions(dialect: Dialect, config: Config) -> Mapping[str, Question]:
    verbs = {verb: _verb(verb, dialect, config) for verb in sorted(dialect.verbs)}
    other = Message(
        name=f"{dialect.name}.other",
        summary="A verb that the server does not know.",
        payload={"type": "string", "pattern": r"^\x1b"},
        example="\x1bdance",
    )
    answered = unknown(dialect)
    return {
        **verbs,
        "other": Question(messages=[other], replies=[answered] if answered else []),
        "say": Question(messages=taken(dialect)),
    }


def _verb(verb: str, dialect: Dialect, config: Config) -> Question:
    is_on = config.has(_NEEDS.get(verb, ""))
    done = success(verb, dialect, config) if is_on else None
    replies = [one for one in (done, failure(verb, dialect)) if one is not None]
    return Question(messages=[command(verb, dialect, config)], replies=replies)


def _told(dialect: Dialect, config: Config) -> Mapping[str, list[Message]]:
    heard = list(delivered(dialect)) if config.has("x") else []
    return {"tell": list(unasked(dialect, config)), **({"deliver": heard} if heard else {})}


def _bridge() -> Channel:
    return Channel(
        name="bridge",
        path=BRIDGE_PATHS[0],
        summary="A node of LCDP for a page or program on this machine; see docs/wire/lcdp.md.",
        questions={"say": Question(messages=said_by_pages())},
        told={"tell": heard_by_pages()},
    )


def _libp2p() -> Channel:
    return Channel(
        name="libp2p",
        path=PEER_PATH,
        summary="A peer of libp2p, whose own specifications say what is in the bytes.",
        questions={"say": Question(messages=[_BYTES])},
        told={"tell": [_BYTES]},
    )
