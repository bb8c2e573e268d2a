"""Messages from peer to peer, as they are taken and as they are delivered."""

from collections.abc import Mapping, Sequence
from typing import Final

from plong.contracts.message import BYTES_TYPE, Message
from plong.contracts.samples import PUBLIC_ID as SAMPLE_ID
from plong.protocol.dialect import Dialect
from plong.protocol.ids import PUBLIC_ID

_HEADER: Final = f":{PUBLIC_ID.pattern}:"
_BYTES: Final[Mapping[str, object]] = {"type": "string", "format": "binary"}


def taken(dialect: Dialect) -> Sequence[Message]:
    """Return what clients say to their link."""
    return (
        Message(
            name=f"{dialect.name}.message",
            summary="A text for the linked peer: any that does not start with ESC.",
            payload={"type": "string", "pattern": r"^(?!\x1b)"},
            example="Hi",
        ),
        _binary(f"{dialect.name}.bytes", "Bytes for the linked peer: any."),
    )


def delivered(dialect: Dialect) -> Sequence[Message]:
    """Return what clients hear from others; a bare text never looks as if it had a header."""
    return (
        Message(
            name=f"{dialect.name}.bare",
            summary="A text of the linked peer, which is linked back: as it is.",
            payload={"type": "string", "pattern": rf"^(?!\x1b|{_HEADER})"},
            example="Hi",
        ),
        Message(
            name=f"{dialect.name}.headed",
            summary="A text of somebody else, the sender's PublicId between colons before it.",
            payload={"type": "string", "pattern": f"^{_HEADER}"},
            example=f":{SAMPLE_ID}:Hi",
        ),
        _binary(f"{dialect.name}.heardBytes", "Bytes, bare or with the header before them."),
    )


def _binary(name: str, summary: str) -> Message:
    return Message(name=name, summary=summary, payload=_BYTES, content_type=BYTES_TYPE)
