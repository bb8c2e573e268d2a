"""PING: what owners ask, and one letter's way from outbox to inbox."""

import asyncio
import hashlib
from collections.abc import Mapping
from typing import Any, Final

from plong.conformance.expecting import (
    expect,
    expect_answer,
    expect_equal,
    expect_list,
    expect_status,
)
from plong.conformance.outcome import Mismatch
from plong.conformance.peers import Peer
from plong.conformance.rows.knocks import PingRow, as_owner, inbox, new_knock
from plong.conformance.shapes import FLAG, PUBLIC_ID, TEXT, TIME, exactly
from plong.conformance.visit import Visit, nobody

_CONTENT: Final = "What inspires your writing? \N{SAUROPOD}"
_HASH: Final = hashlib.sha256(_CONTENT.encode()).hexdigest()
_PATIENCE: Final = 10.0
"""Seconds until a knock within one server has arrived."""
_PAUSE: Final = 0.05


class _Letter:
    """Something that Ann has left for Ben."""

    def __init__(self, visit: Visit, ann: Peer, ben: Peer, ping_id: str) -> None:
        self._visit, self._ann, self._ben = visit, ann, ben
        self.ping_id = ping_id
        self.outbox = f"{ann.place}/outbox/{ping_id}"

    async def arrived(self) -> Mapping[str, Any]:
        """Return what stands in Ben's inbox as soon as it does."""
        try:
            async with asyncio.timeout(_PATIENCE):
                while self.ping_id not in (waiting := await inbox(self._visit, self._ben)):
                    await asyncio.sleep(_PAUSE)
                return waiting[self.ping_id]
        except TimeoutError:
            raise Mismatch("a ping in the inbox", f"none in {_PATIENCE:.0f} s") from None

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
    try:
        async with asyncio.timeout(_PATIENCE):
            while (await visit.ask("HEAD", letter.outbox)).status == _DONE:
                await asyncio.sleep(_PAUSE)
    except TimeoutError:
        raise Mismatch("410 after the pull", "the content is served on") from None
    await letter.fetch(410)


class Outbox(PingRow):
    """Content is served until it is acknowledged, never before it was pulled; HEAD moves nothing."""

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


class Owners(PingRow):
    """Owner's routes want Authorization: 401 without, or with another's PrivateId."""

    name = "ping.owner"
    quote = "for a peer's address its PrivateId"

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.two()
        ways = (("GET", "inbox"), ("POST", "send"), ("GET", "masks"), ("GET", "settings"))
        for method, path in ways:
            for bearer in ("", f"Bearer {ben.private_id}", f"Bearer {nobody()}"):
                headers = {"Authorization": bearer} if bearer else {}
                body = {} if method == "POST" else None
                reply = await visit.ask(method, f"{ann.place}/{path}", body, **headers)
                expect_status(reply, 401, to=f"{method} {path}")


class Masks(PingRow):
    """A mask is an address that stands for its owner until it is given up."""

    name = "ping.masks"
    quote = "A mask that is given up takes nothing and serves nothing from then on"

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.one()
        shapes = {"mask_id": PUBLIC_ID, "address": TEXT, "created_at": TIME}
        flags = {key: FLAG for key in ("single_pull", "used", "revoked")}
        reply = await as_owner(visit, ann, "POST", "masks", {"ttl": 60})
        mask = expect_answer(reply, {**shapes, **flags, "expires_at": TIME}, 201)["mask_id"]
        knock = new_knock()
        expect_status(await visit.ask("POST", f"/at/{mask}/ping", knock), 204, to="a knock")
        expect(knock["ping_id"] in await inbox(visit, ann), "it in the owner's inbox", "not there")
        reply = await as_owner(visit, ann, "DELETE", "masks", {"mask_id": mask})
        expect_status(reply, 204, to="DELETE masks")
        listed = expect_list(await as_owner(visit, ann, "GET", "masks"))
        live = [row for row in listed if row.get("mask_id") == mask and not row.get("revoked")]
        expect_equal(live, [], "masks with this id that are not given up")


class Settings(PingRow):
    """Settings are told, and changed one by one; others are answered 400."""

    name = "ping.settings"
    quote = "Other names are answered 400."

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.new()
        doors = {key: FLAG for key in ("public", "user", "private", "anonymous")}
        shapes = {"address": TEXT, **doors}
        expect_answer(await as_owner(visit, ann, "GET", "settings"), shapes)
        reply = await as_owner(visit, ann, "POST", "settings", {"private": False})
        expect_answer(reply, {**shapes, "private": exactly(False)})  # noqa: FBT003
        reply = await as_owner(visit, ann, "POST", "settings", {"nonsense": 1})
        expect_status(reply, 400, to="a setting that is none")


class Pages(PingRow):
    """The inbox has pages: Link leads to the next."""

    name = "ping.pages"
    quote = 'the header `Link: <inbox?after=…&limit=…>; rel="next"` leads to the next (RFC 8288)'

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.new()
        knocks = [new_knock(), new_knock()]
        for knock in knocks:
            expect_status(await visit.ask("POST", f"{ann.place}/ping", knock), 204)
        first = await as_owner(visit, ann, "GET", "inbox?limit=1")
        link = first.headers.get("Link", "none")
        expect(link.endswith('; rel="next"'), "Link to the next page", link)
        second = await as_owner(visit, ann, "GET", link.partition(">")[0].removeprefix("<"))
        rows = [*expect_list(first), *expect_list(second)]
        came = [row.get("ping_id") for row in rows]
        expect_equal(came, [knock["ping_id"] for knock in knocks], "ids on both pages")


class Told(PingRow):
    """A connected owner hears of a knock at once."""

    name = "ping.event"
    quote = 'A connected owner hears of a knock at once (`plong.2`): `{"Event":"ping","ping_id"'
    needs = "hwp"

    async def _try(self, visit: Visit) -> None:
        ann, knock = await visit.peers.one(), new_knock(payload_type="note")
        here = await visit.connect_2(ann)
        expect_status(await visit.ask("POST", f"{ann.place}/ping", knock), 204)
        wanted = {"Event": "ping", **knock}
        await here.hear_object({key: exactly(value) for key, value in wanted.items()})


_DONE: Final = 200
ROWS = (Walk(), Outbox(), Ignore(), Owners(), Masks(), Settings(), Pages(), Told())
