"""PING's words of `Me`: to leave word for who is away, and to fetch what others left."""

from typing import Literal

from plong.client.desk import Desk
from plong.client.wire.fields import read_list
from plong.client.wire.owner import ping_route
from plong.client.wire.pings import Pulled, Sent, Waiting


class Post:
    """Knocks, and what waits for us (docs/wire/ping.md).

    These are asked over HTTP, beside the connection: while the server cannot be reached they
    fail with ``unreachable`` and are not repeated. Each may raise `PlongError` with
    ``switched-off``, the server has no PING; ``unreachable``; ``bad-answer``; ``unavailable``;
    ``closed``, it was asked after the connection had ended for good.
    """

    _desk: Desk

    async def knock(  # noqa: PLR0913 - all but two have defaults
        self,
        address: str,
        content: str,
        payload_type: str = "ask",
        origin: str | None = None,
        *,
        door: Literal["public", "user", "private"] = "public",
        token: str | None = None,
    ) -> Sent:
        """Leave word for who is at an address; the server knocks there until it is heard.

        The content stays with our server until the receiver fetches it. After ``unreachable``
        it may be there all the same, and knocking again makes another ping.

        Args:
            address: where to knock, such as another peer's ``me.address``.
            content: any text.
            payload_type: what kind of content it is, for the receiver; 1 to 256 characters.
            origin: the address of one of our masks, to knock as that; None: our own.
            door: by which we come; ``user`` wants a token, and ``private`` says that the content
                is encrypted, which is for the program to do; see `plong.client.private`.
            token: what the receiver gave out for its door ``user``; None at the others. Our
                server keeps it until the knock is heard.

        Raises:
            PlongError: ``bad-request``, the address is none, or the token; ``too-big``;
                ``not-your-origin``.
        """
        fields = {"target": address, "content": content, "payload_type": payload_type}
        other = None if door == "public" else door
        more = {"origin": origin, "door": other, "token": token}
        given = {name: value for name, value in more.items() if value is not None}
        return Sent.read(await self._desk.post("send", **fields, **given))

    async def inbox(self) -> list[Waiting]:
        """Return all that waits, the oldest first. Raise `PlongError`."""
        pages = await self._desk.pages("inbox")
        return [waiting for page in pages for waiting in read_list(page, Waiting.read)]

    async def pull(self, ping_id: str, origin: str | None = None) -> Pulled:
        """Fetch what was left for us, and let the sender know; that may take 45 s.

        Args:
            ping_id: as `inbox` or the event `Knocked` says.
            origin: whose is meant, if two senders use one id; None: the first that waits.

        Raises:
            PlongError: ``no-such-ping``, unknown or ignored; ``already-acknowledged``, see
                `kept`; ``gone``, expired; ``hash-mismatch``, nothing was kept of it;
                ``sender-failed``, it waits on; ``not-allowed-there``.
        """
        return Pulled.read(await self._desk.fetch(ping_route("pull", ping_id, origin)))

    async def kept(self, ping_id: str, origin: str | None = None) -> Pulled:
        """Return what was pulled before, as long as the server keeps it.

        Raises:
            PlongError: ``no-such-ping``, it is not kept, or was never pulled.
        """
        return Pulled.read(await self._desk.get(ping_route("inbox", ping_id, origin)))

    async def ignore(self, ping_id: str, origin: str | None = None) -> None:
        """Want nothing of a ping, known or not; the sender is not told. Raise `PlongError`.

        Args:
            ping_id: as `inbox` or the event `Knocked` says.
            origin: whose is meant, if two senders use one id; None: all of them.
        """
        await self._desk.post(ping_route("ignore", ping_id, origin))
