"""Ourselves, as a program sees us."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from typing import Any, Final

from plong.client.answers import Claimed
from plong.client.desk import Desk
from plong.client.directory import Directory
from plong.client.doors import Doors
from plong.client.events import Event
from plong.client.exchange import Exchange
from plong.client.http import say_obai
from plong.client.meeting import Meeting, MeetingState, Terms
from plong.client.message import Message
from plong.client.peer import Peer
from plong.client.post import Post
from plong.client.session import State
from plong.client.wire.address import Address
from plong.client.wire.errors import PlongError

_GOODBYE: Final = 5.0
"""Seconds that a last word may take to reach the server; it is not waited for a break's end."""


class Me(Post, Doors):
    """A peer of a Plong server; `plong.client.connect` makes one.

    ``async for message in me`` gives what other peers' programs send. It ends when this end
    closes the connection, and raises `PlongError` when it ends for good otherwise. Leaving more
    than 16 MiB of messages unread is such an end: ``unread``.

    A connection that breaks is made again, with the same name and the same link; meanwhile what
    is sent or asked waits.

    `plong.client.post.Post` and `plong.client.doors.Doors` leave word for who is away.
    """

    def __init__(self, address: Address, exchange: Exchange) -> None:
        self._address = address
        self._exchange = exchange
        self._session = exchange.session
        self._directory = Directory(exchange.outbox)
        self._desk = Desk(address, exchange.session)

    @property
    def public_id(self) -> str:
        """Our name: what others link to."""
        return self._session.public_id

    @property
    def address(self) -> str | None:
        """Where others knock while we are away; None: this server has no PING."""
        return self._session.address

    @property
    def private_id(self) -> str:
        """Our secret: who has it is this peer."""
        return self._session.private_id

    @property
    def limits(self) -> Mapping[str, int]:
        """What the server allows, under the names of docs/wire/plong.md."""
        return self._session.limits

    @property
    def state(self) -> State:
        """Whether the server can be reached now: connected, reconnecting or closed."""
        return self._session.state

    @property
    def link(self) -> Peer | None:
        """The peer that messages go to."""
        link = self._session.link
        return None if link is None else self.peer(link)

    async def claim(
        self,
        passphrase: str,
        *,
        uses: int | None = None,
        timeout: int | None = None,  # noqa: ASYNC109 - it is the passphrase's, not this call's
    ) -> Claimed:
        """Let a passphrase stand for us.

        Args:
            passphrase: any text that is not blank, at most 1 024 bytes.
            uses: how often it can be found; None: any number of times.
            timeout: seconds until it expires; None: as long as the server allows.

        Raises:
            PlongError: ``passphrase-taken``, ``bad-request``, ``rate-limited``, ``too-many``,
                ``full``.
        """
        return await self._directory.claim(passphrase, uses, timeout)

    async def find(self, passphrase: str) -> Peer:
        """Return the peer that a passphrase stands for.

        Raises:
            PlongError: ``identity-not-found``, ``bad-request``, ``rate-limited``.
        """
        return self.peer(await self._directory.find(passphrase))

    async def meet(
        self,
        passphrase: str,
        *,
        timeout: int | None = None,  # noqa: ASYNC109 - it is the passphrase's, not this call's
        renew: bool = True,
        on_state: Callable[[MeetingState], None] = lambda _: None,
    ) -> Peer:
        """Meet who knows the same passphrase; return the friend when both are linked.

        Whoever comes first claims it, the other finds it (docs/wire/files.md).

        Args:
            passphrase: see `claim`.
            timeout: seconds until a claim expires; None: as long as the server allows.
            renew: whether to claim it anew then.
            on_state: is called with each `MeetingState`.

        Raises:
            PlongError: ``busy``; ``expired``, without ``renew``; those of `claim` and `find` but
                ``rate-limited``, after which it waits and goes on.
        """
        seconds = timeout or self.limits.get("IdentityTimeout", 1800)
        meeting = Meeting(self._directory, self._exchange.conversation, self.public_id)
        return self.peer(await meeting.run(Terms(passphrase, seconds, renew, on_state)))

    def peer(self, public_id: str) -> Peer:
        """Return a peer by its PublicId, without asking whether it exists."""
        return self._exchange.peer(public_id)

    async def lcdp(self, *messages: Mapping[str, Any]) -> None:
        """Do something in the swarm of LCDP: say or ask it (docs/wire/lcdp.md).

        The first call opens a node for this connection; what it answers and hears comes as
        `HeardLcdp` to `events`, its key first. After a break it is gone, and so is its key.

        Args:
            messages: objects with one name each, as a page says them to the browsers' bridge.

        Raises:
            PlongError: ``switched-off``, ``full``, ``bad-request``, ``too-big``,
                ``connection-lost``.
        """
        await self._directory.lcdp(messages)

    async def status(self) -> Mapping[str, Any]:
        """Return what the server is and how much it holds (``wuu2``). Raise `PlongError`."""
        return await self._directory.status()

    async def ping(self) -> float:
        """Return the seconds of a round trip to the server. Raise `PlongError`."""
        return await self._directory.ping()

    def __aiter__(self) -> AsyncIterator[Message]:
        return self._exchange.inbox.messages

    def events(self) -> AsyncIterator[Event]:
        """Return what happens from now on; it ends behind `Closed`.

        Any number of listeners get every event each. One that leaves 4 096 of them unread meets
        a `PlongError`: ``unread``.
        """
        return self._exchange.inbox.feed.listen()

    async def leave(self) -> None:
        """Say bye to the friend, give up name and passphrases, and close.

        Raises:
            PlongError: ``unreachable``, the server could not be told; it is closed all the same.
        """
        try:
            await self._say_bye()
            await say_obai(self._address, self.private_id)
        except PlongError as error:
            if error.code != "no-such-peer":  # then it was removed already
                raise
        finally:
            await self.close()

    async def _say_bye(self) -> None:
        if self.state == "connected":
            with suppress(PlongError, TimeoutError):
                async with asyncio.timeout(_GOODBYE):
                    await self._exchange.conversation.bye_friend()

    async def close(self) -> None:
        """Close the connection; name and passphrases stay. What waits fails with ``closed``."""
        await self._exchange.close()
