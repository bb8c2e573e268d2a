"""A server's swarm as those use it to whom it lends nodes."""

import asyncio
import json
from typing import Any

import pytest

from plong.services import running_services
from tests.support.server import make_test_config

PATIENCE = 10


class Page:
    """A browser's page, and what it is told."""

    def __init__(self) -> None:
        self._frames: asyncio.Queue[bytes] = asyncio.Queue()

    def said(self, text: bytes) -> None:
        self._frames.put_nowait(text)

    async def hears(self, text: str) -> dict[str, Any]:
        """Return the first frame that forwards this text from somebody who is known."""
        async with asyncio.timeout(PATIENCE):
            while True:
                [message] = json.loads(await self._frames.get())
                forwarded: dict[str, Any] = message.get("Forwarded", {})
                if text in forwarded.get("messages", "") and forwarded.get("from_ed25519"):
                    return forwarded


def forward(key: bytes, text: str) -> bytes:
    messages = [{"ChatMessage": {"message": text}}]
    return json.dumps([{"Forward": {"to_ed25519": key.hex(), "messages": messages}}]).encode()


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
async def test_two_pages_of_one_server_talk_though_loopback_is_out_of_reach(host: str) -> None:
    async with running_services(make_test_config(mode="u", host=host)) as services:
        assert services.swarm is not None
        ann, ben = Page(), Page()
        anns, bens = services.swarm.admit(ann), services.swarm.admit(ben)
        anns.receive(forward(bens.key, "Hi"))
        assert (await ben.hears("Hi"))["from_ed25519"] == anns.key.hex()
        bens.receive(forward(anns.key, "Hello"))
        assert (await ann.hears("Hello"))["from_ed25519"] == bens.key.hex()
