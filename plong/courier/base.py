"""The contract of a courier: one HTTP request to a stranger's server, and what may come of it."""

import abc
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from plong.protocol.ping.network import Network

PATIENCE: Final = 15.0
"""Seconds for a request with its answer, however slowly it drips."""


class Undelivered(Exception):
    """No answer came; the message says why."""


class Forbidden(Undelivered):
    """The address leads to a place where the courier does not go; nothing was sent there."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer, of whatever status."""

    status: int
    """The HTTP status."""
    body: bytes
    """The content, as it came."""


class Courier(abc.ABC):
    """Asks servers whose addresses come from strangers, within bounds of time and size.

    Every method may raise `Undelivered` or `Forbidden`.
    """

    @abc.abstractmethod
    async def post(self, url: str, body: bytes | None, token: str | None = None) -> Reply:
        """Post JSON, or nothing; a redirect is an answer like any other.

        Args:
            url: where.
            body: what; None: nothing.
            token: what to say as ``Authorization: Bearer``, of RFC 6750; None: nothing.
        """

    @abc.abstractmethod
    async def get(self, url: str) -> Reply:
        """Fetch, over a few redirects if need be."""

    @abc.abstractmethod
    async def head(self, url: str) -> int:
        """Return the status that `get` would, and have nothing moved."""

    @abc.abstractmethod
    def allow(self, allowed: Sequence[Network], beyond: Sequence[Network] | None = None) -> None:
        """Go to other networks from the next request on.

        Args:
            allowed: open to it although they are not public.
            beyond: likewise, where a redirect leads to another server; None: the same.
        """

    @abc.abstractmethod
    async def close(self) -> None:
        """Let go of all connections."""
