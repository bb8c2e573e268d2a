"""Asking anonymous senders without a word of who they are."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from plong.config import Config
from plong.courier.base import Reply, Undelivered
from plong.hub.post.errands import Errands
from plong.hub.post.seals import Seals
from plong.protocol.ping.anonymous import may_pass, outbox_body
from plong.protocol.ping.errors import SenderFailed

_STRANGER: Final = "stranger"
"""On whose errand it goes: not on that of an owner who may have its own machine asked."""
_OK: Final = 200

Told = TypeVar("Told")
Ask = Callable[[str, str, str], Awaitable[Told]]


class Veil:
    """The three questions at sealed addresses.

    Each may raise `NoSuchPing` or `Gone` (see `Seals.open`), and `SenderFailed`, which says the
    same whatever went wrong: where the sender is, or is not, stays behind the veil.
    """

    def __init__(self, config: Config, errands: Errands, seals: Seals) -> None:
        self._errands = errands
        self._seals = seals
        self._max_content = config.ping_content

    async def fetch(self, sealed: str, ping_id: str) -> Reply:
        """Return the sender's status, and if that is 200, a content that is right."""
        reply = await self._ask(self._errands.fetch, sealed, ping_id)
        if reply.status != _OK:
            return Reply(_passed(reply.status), b"")
        return Reply(_OK, outbox_body(ping_id, reply.body, self._max_content))

    async def look(self, sealed: str, ping_id: str) -> int:
        """Return the status that `fetch` would; nothing is moved."""
        return _passed(await self._ask(self._errands.look, sealed, ping_id))

    async def acknowledge(self, sealed: str, ping_id: str) -> int:
        """Say that the content has arrived; return the sender's status."""
        return _passed(await self._ask(self._errands.acknowledge, sealed, ping_id))

    async def _ask(self, ask: Ask[Told], sealed: str, ping_id: str) -> Told:
        origin = self._seals.open(sealed, ping_id)
        try:
            return await ask(_STRANGER, origin, ping_id)
        except Undelivered:  # its words name the true origin
            raise SenderFailed from None


def _passed(status: int) -> int:
    if not may_pass(status):
        raise SenderFailed
    return status
