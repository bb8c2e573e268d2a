"""Somebody who leaves word at an address, with a program of their own."""

import json
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.async_api import expect

from tests.browser.person import PATIENCE, Person
from tests.support.server import Me, Server

FAR_AWAY: Final = "https://relay.example/at/alice"
"""An address that nobody has."""


class Neighbour:
    """A peer of the same server."""

    def __init__(self, server: Server, me: Me) -> None:
        self._server, self._me = server, me

    @classmethod
    async def of(cls, server: Server) -> "Neighbour":
        return cls(server, await server.ohai())

    def address(self, beside: str) -> str:
        """Return this one's address, as it is beside another at the same server."""
        return f"{beside.rpartition('/')[0]}/{self._me.public_id}"

    async def leave(self, address: str, content: str, payload_type: str = "ask") -> str:
        """Leave word; return the ping's id."""
        words = {"target": address, "content": content, "payload_type": payload_type}
        return str((await self._ask("POST", "send", words))["ping_id"])

    async def inbox(self) -> list[dict[str, Any]]:
        waiting: list[dict[str, Any]] = await self._ask("GET", "inbox")
        return waiting

    async def _ask(self, method: str, path: str, words: object = None) -> Any:
        url = f"/at/{self._me.public_id}/{path}"
        headers = {"Authorization": f"Bearer {self._me.private_id}"}
        answer = await self._server.http.request(method, url, headers=headers, json=words)
        assert answer.is_success, answer.text
        return answer.json()


async def lie_at(server: Server, address: str, ping_id: str, **words: object) -> None:
    """Knock without having anything, from wherever it is said to be."""
    knock = {"ping_id": ping_id, "origin": FAR_AWAY, **words}
    path = f"{urlsplit(address).path}/ping"
    headers = {"Content-Type": "application/json"}
    answer = await server.http.post(path, content=json.dumps(knock), headers=headers)
    assert answer.status_code == 204, answer.text


async def unfold(person: Person) -> str:
    """Open the section for word that is left; return the person's own address."""
    await person.page.click("#post-summary")
    return await own_address(person)


async def own_address(person: Person) -> str:
    await expect(person.page.locator("#address")).to_contain_text("/at/", timeout=PATIENCE)
    return await person.page.locator("#address").inner_text()


async def leave_word(person: Person, address: str, text: str) -> None:
    await person.page.fill("#their-address", address)
    await person.page.fill("#word", text)
    await person.page.click("#leave-it")
