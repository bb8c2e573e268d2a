"""PING: knocks that are refused, or only look odd."""

from typing import Final
from uuid import uuid4

from plong.conformance.expecting import (
    expect_answer,
    expect_equal,
    expect_status,
)
from plong.conformance.rows.knocks import ORIGIN, PingRow, inbox, new_knock
from plong.conformance.shapes import CODE, TEXT, exactly
from plong.conformance.visit import Visit

_LARGEST_BODY: Final = 64 << 10


class Malformed(PingRow):
    """A malformed knock is answered 400, by {"error", "code"}."""

    name = "ping.malformed"
    quote = 'Errors are `{"error": "<one sentence>", "code": "<kebab-case>"}`'

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.one()
        wrong: list[object] = [b"", b"hello", b"[]", b'{"ping_id": "a", "ping_id": "b"}']
        wrong += [
            {"ping_id": "x"},
            {"origin": ORIGIN},
            new_knock(ping_id=".."),
            new_knock(ping_id=1),
        ]
        wrong += [new_knock(ping_id="a b"), new_knock(ping_id="x" * 129), new_knock(origin="x")]
        wrong += [new_knock(origin="ftp://a/"), new_knock(origin=f"{ORIGIN}?a=b")]
        wrong += [new_knock(content_hash="abc"), new_knock(payload_type="x" * 257)]
        for body in wrong:
            reply = await visit.ask("POST", f"{ann.place}/ping", body)
            expect_status(reply, 400, to=f"{body!r:.80}")
            expect_answer(reply, {"error": TEXT, "code": CODE}, 400)


class Types(PingRow):
    """Content-Types of JSON, text and forms are taken, others answered 415."""

    name = "ping.types"
    quote = "Others are answered 415."

    async def _try(self, visit: Visit) -> None:
        ann, body = await visit.peers.one(), new_knock()
        right = ("application/json; charset=utf-8", "application/x+json", "text/plain")
        for kind in (*right, "application/x-www-form-urlencoded"):
            reply = await visit.ask("POST", f"{ann.place}/ping", body, Content_Type=kind)
            expect_status(reply, 204, to=f"a knock as {kind}")
        reply = await visit.ask("POST", f"{ann.place}/ping", body, Content_Type="image/png")
        expect_status(reply, 415, to="a knock as image/png")


class Repeated(PingRow):
    """The same origin and id again is the same ping: 204, and nothing changes."""

    name = "ping.again"
    quote = "The same origin and id again is the same ping: 204, and nothing changes."

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.one()
        knock = new_knock(payload_type="first")
        for kind in ("first", "second"):
            body = {**knock, "payload_type": kind}
            expect_status(await visit.ask("POST", f"{ann.place}/ping", body), 204)
        row = (await inbox(visit, ann)).get(str(knock["ping_id"]), {})
        expect_equal(row.get("payload_type"), "first", "payload_type")


class Paths(PingRow):
    """Runs of slashes count as one; wrong methods are answered 405."""

    name = "ping.paths"
    quote = "runs of slashes count as one, and nobody is ever redirected"

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.one()
        reply = await visit.ask("POST", f"{ann.place}//ping", new_knock())
        expect_status(reply, 204, to="POST …//ping")
        reply = await visit.ask("GET", f"{ann.place}/ping")
        expect_status(reply, 405, to="GET …/ping")


class LargeKnock(PingRow):
    """A knock of more than 64 KiB is answered 413."""

    name = "ping.large"
    quote = "A knock is one JSON object in UTF-8, at most 64 KiB"

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.one()
        body = new_knock(filler="x" * _LARGEST_BODY)
        expect_status(await visit.ask("POST", f"{ann.place}/ping", body), 413)


class NoContent(PingRow):
    """Unknown content is answered 404, code no-such-ping, at the root as well."""

    name = "ping.unknown"
    quote = "| `GET outbox/<ping_id>` | | 200 and the content | 404 unknown, 410 at its end |"

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.one()
        for place in (ann.place, ""):
            path = f"{place}/outbox/{uuid4()}"
            error = {"error": TEXT, "code": exactly("no-such-ping")}
            expect_answer(await visit.ask("GET", path), error, 404)
            expect_answer(await visit.ask("POST", f"{path}/ack"), error, 404)


class NoSeal(PingRow):
    """An anonymous address that is not sealed by this server is answered 404."""

    name = "ping.anonymous"
    quote = "An address that is not sealed by this server is answered 404."
    needs = "p"

    async def _try(self, visit: Visit) -> None:
        expect_status(await visit.ask("GET", f"/anon/{'A' * 64}/outbox/{uuid4()}"), 404)
        reply = await visit.ask("POST", "/anon", {"target": "nowhere", "ping": new_knock()})
        expect_status(reply, 400, to="POST /anon with a target that is no address")


ROWS = (
    Malformed(),
    Types(),
    Repeated(),
    Paths(),
    LargeKnock(),
    NoContent(),
    NoSeal(),
)
