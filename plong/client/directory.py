"""The server's commands that are about passphrases, about itself, and about LCDP."""

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Any

from plong.client.answers import Claimed
from plong.client.outbox import Outbox
from plong.client.wire.errors import PlongError
from plong.client.wire.objects import write_array, write_object


class Directory:
    """Asks who stands behind a passphrase, and lets one stand for us."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    async def claim(self, passphrase: str, uses: int | None, timeout: int | None) -> Claimed:  # noqa: ASYNC109 - the server's
        """Let a passphrase stand for us. Raise `PlongError`."""
        wishes = {"Passphrase": passphrase, "Uses": uses, "Timeout": timeout}
        given = {name: wish for name, wish in wishes.items() if wish is not None}
        return Claimed.read(await self._outbox.ask("iam", write_object(**given)))

    async def find(self, passphrase: str) -> str:
        """Return the PublicId behind a passphrase. Raise `PlongError`."""
        fields = await self._outbox.ask("whois", write_object(Passphrase=passphrase))
        if not isinstance(public_id := fields.get("PublicId"), str):
            raise PlongError("bad-answer", f"The server's answer is unreadable: {fields}")
        return public_id

    async def lcdp(self, messages: Sequence[Mapping[str, Any]]) -> None:
        """Hand messages to our node of LCDP. Raise `PlongError`."""
        await self._outbox.ask("lcdp", write_array(messages), is_repeatable=False)

    async def status(self) -> Mapping[str, Any]:
        """Return what the server is and how much it holds. Raise `PlongError`."""
        return await self._outbox.ask("wuu2")

    async def ping(self) -> float:
        """Return the seconds of a round trip to the server. Raise `PlongError`."""
        began = perf_counter()
        await self._outbox.ask("ping")
        return perf_counter() - began
