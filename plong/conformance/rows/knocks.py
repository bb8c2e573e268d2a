"""PING: what everybody may ask at an address."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final
from uuid import uuid4

from plong.client.http import Reply
from plong.conformance.expecting import (
    expect,
    expect_answer,
    expect_equal,
    expect_list,
    expect_status,
)
from plong.conformance.peers import Peer
from plong.conformance.row import Row
from plong.conformance.shapes import TEXT
from plong.conformance.visit import Visit

ORIGIN: Final = "https://sender.invalid/at/somebody"
"""Where nobody is; it is never fetched from."""
_HELD: Final = 1.0
"""Seconds without a byte after which a knock counts as held."""


class PingRow(Row):
    """A row of PING at a peer's address."""

    source = "ping.md"
    needs = "hp"


def new_knock(**more: object) -> dict[str, object]:
    """Return a knock that was never made before."""
    return {"ping_id": str(uuid4()), "origin": ORIGIN, **more}


async def as_owner(visit: Visit, peer: Peer, method: str, path: str, body: object = None) -> Reply:
    """Ask as the owner of a peer's address."""
    bearer = f"Bearer {peer.private_id}"
    return await visit.ask(method, f"{peer.place}/{path}", body, Authorization=bearer)


async def inbox(visit: Visit, peer: Peer) -> Mapping[str, Mapping[str, Any]]:
    """Return what waits for a peer, by its id."""
    reply = await as_owner(visit, peer, "GET", "inbox")
    return {str(row.get("ping_id")): row for row in expect_list(reply)}


class Doors(PingRow):
    """A knock is answered 204, empty, and waits in the inbox with its door's tier."""

    name = "ping.knock"
    quote = "| `POST ping`, `POST ping/public` | a knock | 204, empty |"

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.one()
        doors = {"ping": "public", "ping/public": "public", "ping/private": "private"}
        for door, tier in doors.items():
            knock = new_knock(payload_type="note", content_hash="0" * 64, size=3)
            reply = await visit.ask("POST", f"{ann.place}/{door}", knock)
            expect_status(reply, 204, to=f"POST {door}")
            expect_equal(reply.body, b"", "body")
            waits = (await inbox(visit, ann)).get(str(knock["ping_id"]), {})
            wanted = {**knock, "tier": tier, "state": "PING_RECEIVED"}
            expect_equal({key: waits.get(key) for key in wanted}, wanted, "in the inbox")


class Tokens(PingRow):
    """The door for users wants a token of the owner's: 401 without, 204 with it."""

    name = "ping.tokens"
    quote = "`ping/user` wants a token: without one of the peer's whose address it is"

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.one()
        path = f"{ann.place}/ping/user"
        wanted = {"token_id": TEXT, "token": TEXT, "created_at": TEXT}
        reply = await as_owner(visit, ann, "POST", "tokens", {"name": "plong check"})
        made = expect_answer(reply, wanted, 201)
        for bearer, status in (("", 401), ("Bearer no", 401), (f"Bearer {made['token']}", 204)):
            headers = {"Authorization": bearer} if bearer else {}
            reply = await visit.ask("POST", path, new_knock(), **headers)
            expect_status(reply, status, to=f"a knock with {bearer[:9] or 'no token'}")
        gone = await as_owner(visit, ann, "DELETE", "tokens", {"token_id": made["token_id"]})
        expect_status(gone, 204)


class Held(PingRow):
    """Who knocks at an address that nobody has, or is blocked, hears nothing."""

    name = "ping.held"
    quote = "Whoever is blocked is held: the connection stays open without a byte"

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.one()
        blocked = f"{ORIGIN}-blocked"
        reply = await as_owner(visit, ann, "POST", "block", {"origin": blocked})
        expect_equal(expect_answer(reply, {"origin": TEXT}, 201)["origin"], blocked, "origin")
        try:
            nobodys = (f"/at/{'x' * 43}", ORIGIN)
            await asyncio.gather(*(_held(visit, *who) for who in ((ann.place, blocked), nobodys)))
        finally:
            reply = await as_owner(visit, ann, "DELETE", "block", {"origin": blocked})
        expect_status(reply, 204, to="DELETE block")
        reply = await visit.ask("POST", f"{ann.place}/ping", new_knock(origin=blocked))
        expect_status(reply, 204, to="a knock that is blocked no more")


async def _held(visit: Visit, path: str, origin: str) -> None:
    held = await visit.asker.is_held(f"{path}/ping", new_knock(origin=origin), _HELD)
    expect(held, f"not a byte to a knock of {origin} at {path}", "an answer")


ROWS = (
    Doors(),
    Tokens(),
    Held(),
)
