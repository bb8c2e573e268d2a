"""One event, one line: as text or as JSON, whatever a stranger has put into it.

Both have the same keys: ``time`` (UTC), ``level``, ``part``, ``event``, then the event's fields,
then ``error`` with a traceback. ``client`` is an IP address, and leaves as its alias of the day.
"""

import json
import logging
import re
from collections.abc import Mapping
from functools import partial
from typing import Final

from plong.journal.aliases import DailyAliases
from plong.protocol.aliases import hide_addresses
from plong.protocol.models import rfc3339

OURS: Final = "plong."
"""How the names of our own loggers begin; what follows is the part."""
_MOST: Final = 8192
"""Characters of one value: of what is longer the end stays, where a traceback has its cause."""
_SECRET: Final = re.compile(r"([A-Za-z0-9_-]{5})[A-Za-z0-9_-]{38,}")
_PLAIN: Final = re.compile(r"[A-Za-z0-9_./:+-]+")


def fields_of(record: logging.LogRecord, aliases: DailyAliases) -> Mapping[str, object]:
    """Return what a record says, safe to be told, in the order in which it is."""
    alias = partial(_alias, aliases, record.created)
    event, error = record.getMessage(), _error_of(record)
    if not record.name.startswith(OURS):  # who knows what others put into theirs
        event = hide_addresses(event, alias)
    fields: dict[str, object] = {
        "time": rfc3339(record.created),
        "level": record.levelname.lower(),
        "part": record.name.removeprefix(OURS),
        "event": _safe(event),
    }
    fields |= {name: _safe(value) for name, value in _more(record, alias).items()}
    return {**fields, "error": _safe(hide_addresses(error, alias))} if error else fields


def _alias(aliases: DailyAliases, now: float, address: str) -> str:
    return aliases.alias(address, now)


def _more(record: logging.LogRecord, alias: partial[str]) -> Mapping[str, object]:
    more: Mapping[str, object] = getattr(record, "fields", {})
    return {**more, "client": alias(str(more["client"]))} if "client" in more else more


def _error_of(record: logging.LogRecord) -> str:
    if not record.exc_info:
        return ""
    return logging.Formatter().formatException(record.exc_info)


def _safe(value: object) -> object:
    """Cut whatever is as long as a name or a secret of a peer: a log needs neither whole."""
    if not isinstance(value, str):
        return value
    return _SECRET.sub(r"\1...", value[-_MOST:])


class JsonLines(logging.Formatter):
    """One JSON object a line, in ASCII."""

    def __init__(self, aliases: DailyAliases) -> None:
        super().__init__()
        self._aliases = aliases

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return json.dumps(fields_of(record, self._aliases), default=repr)


class TextLines(JsonLines):
    """One line for people: ``time level part: event key=value``, in ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; what would break it, or turn it around, is escaped as in Python."""
        fields = dict(fields_of(record, self._aliases))
        head = " ".join(str(fields.pop(name)) for name in ("time", "level"))
        part, event = fields.pop("part"), _escaped(str(fields.pop("event")))
        more = "".join(f" {name}={_quoted(value)}" for name, value in fields.items())
        return f"{head} {part}: {event}{more}"


def _escaped(text: str) -> str:
    return text.encode("unicode_escape").decode("ascii")


def _quoted(value: object) -> str:
    text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text)
