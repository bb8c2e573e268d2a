"""What the server says unasked: welcome, events, and what became of messages."""

from collections.abc import Sequence
from typing import Final

from plong import __version__
from plong.config import Config
from plong.contracts.message import Message, words_message
from plong.contracts.samples import ADDRESS, PING_ID, PUBLIC_ID
from plong.contracts.schema import Words
from plong.contracts.status import limits_schema
from plong.contracts.words import PING, PLONG, refusals
from plong.endpoints.limits import read_limits
from plong.protocol.dialect import Dialect
from plong.protocol.errors import NotConnected, RateLimited
from plong.protocol.events import (
    Event,
    Gone,
    HeardLcdp,
    Linked,
    Pinged,
    Restarting,
    Undelivered,
    Unlinked,
)

_OF_MESSAGES: Final = (NotConnected, RateLimited)
EVENTS: Final[Sequence[tuple[str, str, Sequence[Event]]]] = (
    ("", "The linked peer has linked back: messages go as they are.", [Linked(PUBLIC_ID)]),
    ("", "The linked peer is there, but no longer linked back.", [Unlinked(PUBLIC_ID)]),
    ("", "The linked peer has no connection left.", [Gone(PUBLIC_ID)]),
    ("", "The server stops on purpose.", [Restarting(1.4)]),
    ("p", "Somebody has left word.", [Pinged(PING_ID, ADDRESS, "ask")]),
    ("u", "The connection's node of LCDP has answered or heard something.", [HeardLcdp("[]")]),
    (
        "",
        "A message was not delivered, or the client sends too fast.",
        [Undelivered(kind()) for kind in _OF_MESSAGES],
    ),
)
"""The letter of the mode that it wants, what it says, and samples of one kind."""


def unasked(dialect: Dialect, config: Config) -> Sequence[Message]:
    """Return what a dialect has words for, on a server with these settings."""
    welcome = _welcome(dialect, config)
    rows = [row for row in EVENTS if config.has(row[0]) or not row[0]]
    told = [_event(dialect, summary, events) for _, summary, events in rows]
    return [message for message in (welcome, *told) if message is not None]


def _welcome(dialect: Dialect, config: Config) -> Message | None:
    facts = {"Limits": read_limits(config), "Version": __version__}
    address = {"Address": ADDRESS} if config.has("p") else {}
    text = dialect.welcome(PUBLIC_ID, {**facts, **address})
    if text is None:
        return None
    words: Words = {**PLONG, "Limits": limits_schema(config)}
    return words_message(f"{dialect.name}.welcome", "The connection is open.", words, text)


def _event(dialect: Dialect, summary: str, events: Sequence[Event]) -> Message | None:
    texts = [text for event in events if (text := dialect.event(event)) is not None]
    if not texts:
        return None
    words: Words = {**PING, **PLONG, "Code": refusals(*_OF_MESSAGES)}
    name = f"{dialect.name}.{type(events[0]).__name__.lower()}"
    return words_message(name, summary, words, *texts)
