"""What the server answers to commands: made by its dialects, so that they read as they do."""

from collections.abc import Mapping, Sequence
from typing import Final

from plong.config import Config
from plong.contracts.message import Message, words_message
from plong.contracts.samples import CLAIMED, PEER, PUBLIC_ID
from plong.contracts.schema import Words
from plong.contracts.status import status_samples, status_words
from plong.contracts.words import PLONG, refusals
from plong.protocol.dialect import Dialect
from plong.protocol.errors import (
    BadRequest,
    IdentityNotFound,
    NoSuchPeer,
    NotConnected,
    PassphraseTaken,
    RateLimited,
    Refusal,
    ServerFull,
    SwitchedOff,
    TooBig,
    TooMany,
    Unavailable,
    UnknownVerb,
)
from plong.protocol.models import (
    Answer,
    claimed_answer,
    link_answer,
    peer_answer,
)

REFUSALS: Final[Mapping[str, tuple[type[Refusal], ...]]] = {
    "ping": (),
    "wuu2": (Unavailable,),
    "iam": (
        *(BadRequest, TooBig, NoSuchPeer, PassphraseTaken, RateLimited, TooMany, ServerFull),
        Unavailable,
    ),
    "whois": (BadRequest, TooBig, IdentityNotFound, RateLimited, Unavailable),
    "chlink": (BadRequest, NoSuchPeer, Unavailable),
    "dalink": (),
    "tell": (BadRequest, NoSuchPeer, NotConnected, SwitchedOff, Unavailable),
    "lcdp": (BadRequest, TooBig, ServerFull, SwitchedOff),
}
"""What each verb may meet."""
_LINKS: Final = (link_answer(None, direct=False), link_answer(PUBLIC_ID, direct=True))


def _samples(verb: str, config: Config) -> Sequence[Answer]:
    match verb:
        case "wuu2":
            return status_samples(config)
        case "iam":
            return [claimed_answer(CLAIMED)]
        case "whois":
            return [peer_answer(PEER)]
        case "chlink" | "dalink":
            return _LINKS
        case _:
            return [{}]


def success(verb: str, dialect: Dialect, config: Config) -> Message | None:
    """Return how it reads that a command was done; None: nothing is said."""
    texts = [dialect.success(verb, sample) for sample in _samples(verb, config)]
    said = [text for text in texts if text is not None]
    name = f"{dialect.name}.{verb}.done"
    if not said:
        return None
    if not said[0].startswith("{"):
        return Message(
            name=name,
            summary="Done.",
            payload={"const": f"\x1b{said[0]}"},
            example=f"\x1b{said[0]}",
        )
    words = status_words(config) if verb == "wuu2" else PLONG
    return words_message(name, f"{verb} is done.", words, *said)


def failure(verb: str, dialect: Dialect) -> Message | None:
    """Return how it reads that a command was refused; None: it never is."""
    kinds = REFUSALS[verb]
    return _failure(f"{dialect.name}.{verb}.refused", verb, dialect, kinds) if kinds else None


def unknown(dialect: Dialect) -> Message | None:
    """Return what who says an unknown verb is answered; None: nothing."""
    return _failure(f"{dialect.name}.unknown", None, dialect, (UnknownVerb,))


def _failure(
    name: str, verb: str | None, dialect: Dialect, kinds: Sequence[type[Refusal]]
) -> Message | None:
    said = [dialect.failure(verb or "dance", refusal) for refusal in _instances(kinds)]
    texts = [text for text in said if text is not None]
    if not texts:
        return None
    fixed: Words = {"Verb": {"const": verb}} if verb else {}
    words = {**PLONG, "Code": refusals(*kinds), **fixed}
    return words_message(name, "Refused: the sentence says why.", words, *texts)


def _instances(kinds: Sequence[type[Refusal]]) -> Sequence[Refusal]:
    """Return each, and those that know it with the time to wait as well."""
    waiting = [kind(retry_after=1) for kind in kinds if kind in {RateLimited, ServerFull}]
    return [*(kind() for kind in kinds), *waiting]
