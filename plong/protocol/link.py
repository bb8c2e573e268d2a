"""Which of a peer's connections takes a message, and whether it is headed: the whole decision.

Rule 1: a connection that is linked back to the sender is direct; the first of them takes the
    message, as it is.
Rule 2: without one, the peer's first connection takes it, headed with the sender's PublicId.
Rule 3: a direct message that itself looks like a header gets the true header too, so that
    nobody can speak in another's name.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_HEADER = re.compile(rb":[A-Za-z0-9_-]{43}:")


@dataclass(frozen=True, slots=True)
class Choice:
    """The receiver's connection, by its place in the order of attachment."""

    place: int
    direct: bool


def choose(sender: str, links: Iterable[str | None]) -> Choice | None:
    """Choose among the receiver's connections; None if it has none.

    Args:
        sender: the sender's PublicId.
        links: the link of each of the receiver's connections, in the order of attachment.
    """
    place = None
    for place, link in enumerate(links):
        if link == sender:
            return Choice(place, direct=True)
    return None if place is None else Choice(0, direct=False)


def header(sender: str) -> bytes:
    """Return what stands before a message that is not direct."""
    return b":%b:" % sender.encode("ascii")


def looks_headed(payload: bytes) -> bool:
    """Tell whether a reader would take the start of ``payload`` for a header."""
    return _HEADER.match(payload) is not None
