"""What clients command over WebSocket."""

from collections.abc import Mapping
from typing import Final

from plong.config import Config
from plong.contracts.message import Message
from plong.contracts.rendezvous import claim_schema, find_schema
from plong.contracts.samples import PUBLIC_ID, WORDS
from plong.contracts.schema import Schema
from plong.protocol.dialect import Dialect
from plong.protocol.fields import MAX_BODY
from plong.protocol.ids import PUBLIC_ID as PUBLIC_ID_FORM

_ID: Final = PUBLIC_ID_FORM.pattern
_SUMMARIES: Final[Mapping[str, str]] = {
    "ping": "Are you there, and have you done all I asked before?",
    "wuu2": "What server is this?",
    "iam": "Let a passphrase stand for me.",
    "whois": "Whom does this passphrase stand for?",
    "chlink": "Send my messages to this peer from now on.",
    "dalink": "Where do my messages go?",
    "tell": "Send this one text to this peer; my link stays.",
    "lcdp": f"Do this in the swarm of LCDP: one array, at most {MAX_BODY} bytes.",
}
_ARGUMENTS: Final[Mapping[str, str]] = {
    "iam": r" [\s\S]+$",
    "whois": r" [\s\S]+$",
    "chlink": rf" +{_ID}\s*$",
    "tell": rf" {_ID}( (?!\x1b)[\s\S]*)?$",
    "lcdp": r" [\s\S]+$",
}
_EXAMPLES: Final[Mapping[str, str]] = {
    "iam": f' {{"Passphrase": "{WORDS}"}}',
    "whois": f' {{"Passphrase": "{WORDS}"}}',
    "chlink": f" {PUBLIC_ID}",
    "tell": f" {PUBLIC_ID} Hi",
    "lcdp": " []",
}


def command(verb: str, dialect: Dialect, config: Config) -> Message:
    """Return how a verb is said. Raise `KeyError` for one that nobody has described."""
    return Message(
        name=f"{dialect.name}.{verb}",
        summary=_SUMMARIES[verb],
        payload={"type": "string", "pattern": rf"^\x1b{verb}{_ARGUMENTS.get(verb, '( |$)')}"},
        argument=_argument(verb, config),
        example=f"\x1b{verb}{_EXAMPLES.get(verb, '')}",
    )


def _argument(verb: str, config: Config) -> Schema | None:
    match verb:
        case "iam":
            return claim_schema(config, own_peer=True)
        case "whois":
            return find_schema()
        case "lcdp":
            return {"type": "array", "items": {"type": "object"}}
        case _:
            return None
