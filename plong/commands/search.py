"""Looking for the friend."""

import asyncio
from typing import Final

from plong.client import Me, MeetingState, Peer, PlongError
from plong.commands.report import Report

_CLAIM: Final = 60
"""Seconds that a passphrase is claimed for at a time: who is killed leaves it taken that long."""
_PAUSE: Final = 3.0
"""Seconds between tries."""


class Search:
    """Meets by a passphrase, and tells once of each state that it comes to."""

    def __init__(self, me: Me, passphrase: str, report: Report) -> None:
        self._me = me
        self._passphrase = passphrase
        self._report = report
        self._shown: set[str] = set()

    async def meet(self, *, is_first: bool) -> Peer:
        """Return the friend when both are linked.

        Raises:
            PlongError: ``busy``, if it is the first time; the server's.
        """
        # A friend who is busy at the first time is an error, which says so itself.
        self._shown = {"busy"} if is_first else set()
        seconds = min(_CLAIM, self._me.limits.get("IdentityTimeout", _CLAIM))
        while True:
            try:
                return await self._me.meet(self._passphrase, timeout=seconds, on_state=self._show)
            except PlongError as error:
                await self._bear(error, is_first=is_first)

    async def meet_again(self, friend: Peer) -> Peer | None:
        """Return the friend, or who comes in their place; None if the friend left for good.

        Raises:
            PlongError: the server's.
        """
        try:
            is_linked = await friend.link()
        except PlongError as error:
            if error.code != "no-such-peer":
                raise
            return None  # only who says obai is removed so soon
        return friend if is_linked else await self.meet(is_first=False)

    async def _bear(self, error: PlongError, *, is_first: bool) -> None:
        """Wait before another try, if one makes sense."""
        if error.code == "no-such-peer" or (error.code == "busy" and not is_first):
            await asyncio.sleep(_PAUSE)
        else:
            raise error

    def _show(self, state: MeetingState) -> None:
        name = "waiting" if state.name == "claimed" else state.name
        if state.name == "held":
            self._report.show("held", seconds=state.retry_after)
        elif name not in self._shown and name != "expired":  # then it is claimed anew
            self._shown.add(name)
            self._report.show(name, passphrase=self._passphrase)
