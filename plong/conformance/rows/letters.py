"""PING: what owners ask, and one letter's way from outbox to inbox."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from plong.conformance.expecting import (
    expect,
    expect_answer,
    expect_equal,
    expect_status,
)
from plong.conformance.patience import eventually
from plong.conformance.peers import Peer
from plong.conformance.rows.knocks import PingRow, as_owner, inbox, new_knock
from plong.conformance.shapes import TEXT, exactly
from plong.conformance.visit import Visit

_CONTENT: Final = "What inspires your writing? \N{SAUROPOD}"
_HASH: Final = hashlib.sha256(_CONTENT.encode()).hexdigest()


class _Letter:
    """Something that Ann has left for Ben."""

    def __init__(self, visit: Visit, ann: Peer, ben: Peer, ping_id: str) -> None:
        self._visit, self._ann, self._ben = visit, ann, ben
        self.ping_id = ping_id
        self.outbox = f"{ann.place}/outbox/{ping_id}"

    async def arrived(self) -> Mapping[str, Any]:
        """Return what stands in Ben's inbox as soon as it does."""

        async def look() -> Mapping[str, Any] | None:
            return (await inbox(self._visit, self._ben)).get(self.ping_id)

        row = await eventually(look, "a ping in the target's inbox", "it is not there")
        return row or {}

    async def fetch(self, status: int, method: str = "GET") -> None:
        """Ask for its content as anybody may."""
        reply = await self._visit.ask(method, self.outbox)
        expect_status(reply, status, to=f"{method} outbox")
        if status == _DONE and method == "GET":
            said = {"ping_id": self.ping_id, "payload_type": "note", "content": _CONTENT}
            wanted = {**said, "content_hash": _HASH}
            expect_answer(reply, {key: exactly(text) for key, text in wanted.items()})

    async def acknowledge(self, status: int) -> None:
        """Say that the content has arrived."""
        reply = await self._visit.ask("POST", f"{self.outbox}/ack")
        expect_status(reply, status, to="POST ack")


async def _leave(visit: Visit) -> tuple[_Letter, Peer]:
    """Let one peer leave something for another."""
    ann, ben = await visit.peers.two()
    settings = expect_answer(await as_owner(visit, ben, "GET", "settings"), {"address": TEXT})
    wish = {"target": settings["address"], "content": _CONTENT, "payload_type": "note"}
    reply = await as_owner(visit, ann, "POST", "send", wish)
    sent = expect_answer(reply, {"ping_id": TEXT, "state": TEXT}, 201)
    return _Letter(visit, ann, ben, sent["ping_id"]), ben


class Walk(PingRow):
    """What is sent waits in the inbox, is pulled once, and is gone from the outbox: 410."""

    name = "ping.walk"
    quote = '200 `{"ping_id", "origin", "payload_type", "content", "content_hash"}`'

    async def _try(self, visit: Visit) -> None:
        letter, ben = await _leave(visit)
        row = await letter.arrived()
        expect_equal(row.get("content_hash"), _HASH, "content_hash")
        pull = f"pull/{letter.ping_id}"
        wanted = {"ping_id": letter.ping_id, "content": _CONTENT, "content_hash": _HASH}
        shapes = {key: exactly(text) for key, text in wanted.items()}
        expect_answer(await as_owner(visit, ben, "POST", pull), shapes)
        await _gone(visit, letter)
        expect_status(await as_owner(visit, ben, "POST", pull), 409, to="a second pull")
        kept = await as_owner(visit, ben, "GET", f"inbox/{letter.ping_id}")
        expect_answer(kept, shapes)


async def _gone(visit: Visit, letter: _Letter) -> None:
    """Wait for the acknowledgement; by then the content is served no more."""

    async def look() -> bool:
        return (await visit.ask("HEAD", letter.outbox)).status != _DONE

    await eventually(look, "status 410 to GET outbox after the pull", "it is served on")
    await letter.fetch(410)


class Outbox(PingRow):
    """Content is served until it is acknowledged, which takes a pull; HEAD moves nothing."""

    name = "ping.outbox"
    quote = "Content is served until the ping is acknowledged or expires, and never after that."

    async def _try(self, visit: Visit) -> None:
        letter, _ = await _leave(visit)
        await letter.fetch(200, "HEAD")
        await letter.acknowledge(409)
        await letter.fetch(200)
        await letter.fetch(200)
        await letter.acknowledge(204)
        await letter.acknowledge(204)
        await letter.fetch(410)


class Ignore(PingRow):
    """What is ignored leaves the inbox and cannot be pulled: 404; a knock again is 204."""

    name = "ping.ignore"
    quote = "What was ignored is remembered: 204, and nothing changes."

    async def _try(self, visit: Visit) -> None:
        ann, knock = await visit.peers.one(), new_knock()
        for _ in range(2):
            expect_status(await visit.ask("POST", f"{ann.place}/ping", knock), 204)
            reply = await as_owner(visit, ann, "POST", f"ignore/{knock['ping_id']}")
            expect_status(reply, 204, to="ignore")
            expect(knock["ping_id"] not in await inbox(visit, ann), "no such ping", "it waits")
        reply = await as_owner(visit, ann, "POST", f"pull/{knock['ping_id']}")
        expect_status(reply, 404, to="pull of what was ignored")


_DONE: Final = 200
ROWS = (
    Walk(),
    Outbox(),
    Ignore(),
)
