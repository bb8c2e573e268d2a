"""PING: what owners ask of their address."""

from plong.conformance.expecting import (
    expect,
    expect_answer,
    expect_equal,
    expect_list,
    expect_status,
)
from plong.conformance.rows.knocks import PingRow, as_owner, inbox, new_knock
from plong.conformance.shapes import FLAG, PUBLIC_ID, TEXT, TIME, exactly
from plong.conformance.visit import Visit, nobody


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
                reply = await visit.ask(method, f"{ann.place}/{path}", None, **headers)
                expect_status(reply, 401, to=f"{method} {path}")


class Masks(PingRow):
    """A mask is an address that stands for its owner until it is given up."""

    name = "ping.masks"
    quote = "A mask that is given up takes nothing and serves nothing from then on"

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.one()
        shapes = {"mask_id": PUBLIC_ID, "address": TEXT, "created_at": TIME}
        flags = dict.fromkeys(("single_pull", "used", "revoked"), FLAG)
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
        doors = dict.fromkeys(("public", "user", "private", "anonymous"), FLAG)
        shapes = {"address": TEXT, **doors}
        expect_answer(await as_owner(visit, ann, "GET", "settings"), shapes)
        reply = await as_owner(visit, ann, "POST", "settings", {"private": False})
        expect_answer(reply, {**shapes, "private": exactly(False)})
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


ROWS = (
    Owners(),
    Masks(),
    Settings(),
    Pages(),
    Told(),
)
