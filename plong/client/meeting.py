"""Two who know the same words find each other (docs/wire/files.md, "Finding each other")."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from plong.client.conversation import Conversation, Outcome
from plong.client.directory import Directory
from plong.client.wire.errors import PlongError

_PATIENCE: Final = 5.0
"""Seconds to wait for a Welcome: who was found may just have given up waiting."""
_PAUSE: Final = 3.0
"""Seconds before looking again for who is found but not there, if the server names none."""


@dataclass(frozen=True, slots=True)
class MeetingState:
    """How far a meeting is.

    - ``claimed``: the passphrase is ours until ``expires``; waiting for the other.
    - ``found``: the other was there first; saying hello.
    - ``away``: the other claimed the passphrase but is not connected; trying again soon.
    - ``busy``: the other talks with somebody else.
    - ``expired``: nobody came in time.
    - ``held``: the server answers no more questions for ``retry_after`` seconds; then it goes on.
    """

    name: Literal["claimed", "found", "away", "busy", "expired", "held"]
    expires: datetime | None = None
    """By the server's clock."""
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """How to meet."""

    passphrase: str
    timeout: int
    """Seconds for which a claimed passphrase stands."""
    renew: bool
    """Whether to claim it anew when it has expired."""
    on_state: Callable[[MeetingState], None]


class Meeting:
    """Finds who claimed the passphrase, or claims it and waits: whoever comes first."""

    def __init__(self, directory: Directory, conversation: Conversation, own_id: str) -> None:
        self._directory = directory
        self._conversation = conversation
        self._own_id = own_id

    async def run(self, terms: Terms) -> str:
        """Return the PublicId of the friend when both are linked.

        Raises:
            PlongError: ``busy``; ``expired``, if the terms do not renew; the server's.
        """
        while True:
            try:
                if (friend := await self._try(terms)) is not None:
                    return friend
            except PlongError as error:
                await self._hold(error, terms)

    async def _try(self, terms: Terms) -> str | None:
        found = await self._find(terms.passphrase)
        return await (self._greet(found, terms) if found else self._wait(terms))

    async def _hold(self, error: PlongError, terms: Terms) -> None:
        if error.code != "rate-limited":
            raise error
        seconds = error.retry_after or _PAUSE
        terms.on_state(MeetingState("held", retry_after=seconds))
        await asyncio.sleep(seconds)

    async def _find(self, passphrase: str) -> str | None:
        try:
            found = await self._directory.find(passphrase)
        except PlongError as error:
            if error.code != "identity-not-found":
                raise
            return None
        return None if found == self._own_id else found

    async def _greet(self, found: str, terms: Terms) -> str | None:
        terms.on_state(MeetingState("found"))
        outcome = await self._knock(found)
        if outcome == "welcome":
            return found
        terms.on_state(MeetingState(outcome))
        if outcome == "busy":
            raise PlongError("busy", "Who has this passphrase talks with somebody else.")
        await asyncio.sleep(_PAUSE)
        return None

    async def _knock(self, found: str) -> Outcome:
        try:
            async with asyncio.timeout(_PATIENCE):
                return await self._conversation.greet(found)
        except TimeoutError:
            return "away"

    async def _wait(self, terms: Terms) -> str | None:
        # Expected before the claim is made: the other may be faster than its answer.
        visitor = self._conversation.expect_visitor()
        try:
            return await self._wait_for(visitor, terms)
        except PlongError as error:
            if error.code != "passphrase-taken":
                raise
            return None
        finally:
            visitor.cancel()

    async def _wait_for(self, visitor: asyncio.Future[str], terms: Terms) -> str | None:
        claimed = await self._directory.claim(terms.passphrase, None, terms.timeout)
        terms.on_state(MeetingState("claimed", claimed.expires))
        # The seconds are counted here, for the two clocks need not agree.
        await asyncio.wait([visitor], timeout=terms.timeout)
        if not visitor.done():
            terms.on_state(MeetingState("expired"))
            if not terms.renew:
                raise PlongError("expired", "The passphrase expired before anybody came.")
            return None
        await self._conversation.welcome(visitor.result())
        return visitor.result()
